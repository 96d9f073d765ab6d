import VM
import Glibc
exit(temporaryMain(CommandLine.arguments[1]))
