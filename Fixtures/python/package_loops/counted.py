runs = 1
print("counted runs")
