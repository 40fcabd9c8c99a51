package export

// FirstNumber tells tests which addresses have sequence numbers that wrap around.
var FirstNumber = firstNumber
