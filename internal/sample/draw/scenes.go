package main

// scenes are all pictures of the paper.
var scenes = []scene{
	{name: "harbour", draw: drawHarbour},
	{name: "ferry", draw: drawFerry},
	{name: "fog", draw: drawFog},
	{name: "storm", draw: drawStorm},
	{name: "clock", draw: drawClock},
	{name: "bridge", draw: drawBridge, words: Words{
		Caption: "The bridge at noon. Mr Satchell is the one with the newspaper.",
		Credit:  "Screen print: Maud Sissons",
		Creator: "Maud Sissons",
	}},
	{name: "mud", draw: drawMud},
	{name: "football", draw: drawFootball},
	{name: "cats", draw: drawCats, words: Words{
		Caption: "The ice-house watch. The Admiral is not pictured, having declined.",
		Credit:  "Linocut: Jory Pender",
		Creator: "Jory Pender",
	}},
	{name: "letters", draw: drawLetters},
	{name: "map", draw: drawMap},
	{name: "tides", draw: drawTides},
	{name: "obituary", draw: drawObituary},
	{name: "chess", draw: drawChess},
	{name: "council", draw: drawCouncil},
	{name: "band", draw: drawBand},
	{name: "smokehouse", draw: drawSmokehouse},
	{name: "allotment", draw: drawAllotment},
	{name: "pipes", draw: drawPipes, words: Words{
		Caption: "Cantle Sands at low water, looking towards the Point. The dog is Mrs Dunn’s.",
		Credit:  "Screen print: Maud Sissons",
		Creator: "Maud Sissons",
	}},
}
