package matrix

var shapes = []scenario{}
