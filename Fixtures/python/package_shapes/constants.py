print("constants is imported as", __name__)
PI = 3
