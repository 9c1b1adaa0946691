package form

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
)

func readRows(name string, content []byte) ([][]string, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xlsx":
		return readWorkbook(content)
	case ".csv", ".txt":
		return readCSV(content)
	}
	return nil, errors.New("only .xlsx and .csv can be read")
}

// readWorkbook reads the first sheet. Cells are taken raw, because displayed
// dates are cut short; what looks like a spreadsheet's serial time in a column
// of times is turned into one.
func readWorkbook(content []byte) ([][]string, error) {
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{RawCellValue: true, UnzipSizeLimit: 200 << 20, UnzipXMLSizeLimit: 50 << 20})
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return nil, errors.New("the workbook has no sheet")
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return nil, fmt.Errorf("read sheet: %w", err)
	}
	defer rows.Close()
	var all [][]string
	for rows.Next() {
		row, err := rows.Columns()
		if err != nil {
			return nil, fmt.Errorf("read row %d: %w", len(all)+1, err)
		}
		if len(all) == MaxRows {
			return nil, fmt.Errorf("more than %d rows", MaxRows)
		}
		for i := range row {
			row[i] = serialTime(row[i])
		}
		all = append(all, row)
	}
	return all, rows.Error()
}

// serialTime turns 45473.5 into "2024-06-30 12:00:00". Numbers outside the
// years 2010 to 2100 and whole numbers are left alone.
func serialTime(s string) string {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || v < 40179 || v > 73051 || v == float64(int(v)) {
		return s
	}
	t, err := excelize.ExcelDateToTime(v, false)
	if err != nil {
		return s
	}
	return t.Round(time.Second).Format("2006-01-02 15:04:05")
}

func readCSV(content []byte) ([][]string, error) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(content) {
		repaired, err := charmap.Windows1252.NewDecoder().Bytes(content)
		if err != nil {
			return nil, fmt.Errorf("neither UTF-8 nor Windows-1252: %w", err)
		}
		content = repaired
	}
	in := csv.NewReader(bytes.NewReader(content))
	in.FieldsPerRecord = -1
	in.LazyQuotes = true
	if first, _, _ := bytes.Cut(content, []byte("\n")); bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		in.Comma = ';'
	}
	all, err := in.ReadAll()
	if err == nil && len(all) > MaxRows {
		err = fmt.Errorf("more than %d rows", MaxRows)
	}
	return all, err
}
