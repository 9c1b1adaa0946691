package main

// inPDFium is what comes inside the WebAssembly of go-pdfium: PDFium and what it
// is built from. Its file names no licences, so they stand here. Where a licence
// asks for a sentence of thanks, it is the text.
var inPDFium = []component{
	{"PDFium", "in go-pdfium", []string{"Apache-2.0", "BSD-3-Clause"}, []string{"Copyright 2014 The PDFium Authors"}},
	{"Abseil", "in PDFium", []string{"Apache-2.0"}, nil},
	{"Anti-Grain Geometry 2.3", "in PDFium", []string{"AGG-2.3"}, []string{"Anti-Grain Geometry - Version 2.3\nCopyright (C) 2002-2005 Maxim Shemanarev (McSeem)\n\nPermission to copy, use, modify, sell and distribute this software is granted provided this copyright notice appears in all copies. This software is provided \"as is\" without express or implied warranty, and with no claim as to its suitability for any purpose."}},
	{"FreeType", "in PDFium", []string{"FTL"}, []string{"Portions of this software are copyright The FreeType Project (https://freetype.org). All rights reserved."}},
	{"ICU", "in PDFium", []string{"Unicode-3.0"}, []string{"Copyright 2016-2026 Unicode, Inc. Unicode license v3, https://www.unicode.org/license.txt"}},
	{"Little CMS", "in PDFium", []string{"MIT"}, []string{"Copyright (c) Marti Maria Saguer"}},
	{"libjpeg-turbo", "in PDFium", []string{"BSD-3-Clause", "IJG"}, []string{"This software is based in part on the work of the Independent JPEG Group."}},
	{"OpenJPEG", "in PDFium", []string{"BSD-2-Clause"}, []string{"Copyright (c) 2002-2014, Universite catholique de Louvain (UCL), Belgium, and the other authors of OpenJPEG"}},
	{"zlib", "in PDFium", []string{"Zlib"}, []string{"Copyright (C) 1995-2024 Jean-loup Gailly and Mark Adler"}},
}
