# Nothing but comments

   # indented

	# with a tab
# no newline at the end