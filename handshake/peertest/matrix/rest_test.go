package matrix

var earlyData, failures []scenario
