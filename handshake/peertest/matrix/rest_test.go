package matrix

var authentications, resumptions, earlyData, failures []scenario
