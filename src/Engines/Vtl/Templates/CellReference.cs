using System.Globalization;
using System.Text.RegularExpressions;

namespace Huoshui.Vtl.Templates;

/// <summary>A cell of a template, or an interval of its rows or columns: <c>[G01.1.2.A]</c>, <c>[1.1~1.5.A]</c>,
/// <c>[3.A~D]</c>.</summary>
/// <param name="Template">The template, for example G01.</param>
/// <param name="Rows">Its rows, top down; one where no interval is meant.</param>
/// <param name="Columns">Its columns, from the left; one where no interval is meant.</param>
internal sealed partial record CellReference(string Template, IReadOnlyList<string> Rows, IReadOnlyList<string> Columns)
{
    /// <summary>Most rows or columns of an interval.</summary>
    public const int LongestInterval = 1_000;

    private const int LettersOfAlphabet = 26;

    /// <summary>The code of a cell.</summary>
    /// <param name="row">Counted from 0.</param>
    /// <param name="column">Counted from 0.</param>
    public string At(int row, int column) => $"{Template}.{Rows[row]}.{Columns[column]}";

    /// <summary>The cells from this one to another, both within: <c>[1.A]:[5.B]</c>.</summary>
    /// <returns>Null where they are of two templates, or the other one stands before.</returns>
    public CellReference? To(CellReference last) => Template == last.Template && Rows.Count == 1 && last.Rows.Count == 1
        && Columns.Count == 1 && last.Columns.Count == 1
        && RowsOf(Rows[0], last.Rows[0]) is { Count: > 0 } rows
        && ColumnsOf(Columns[0], last.Columns[0]) is { Count: > 0 } columns
        && rows.Count * columns.Count <= LongestInterval
            ? new CellReference(Template, rows, columns) : null;

    /// <summary>Reads what stands between the brackets.</summary>
    /// <param name="text">For example <c>1.1~1.5.A</c>; the template may be left out.</param>
    /// <param name="template">The template where none is named; null where the file names none.</param>
    /// <returns>Null where it is no cell, or its interval goes backwards or is too long.</returns>
    public static CellReference? TryRead(string text, string? template)
    {
        var match = Form().Match(text.Trim().ToUpperInvariant());
        var named = match.Groups["template"] is { Success: true, Value: var own } ? own : template;
        if (!match.Success || named is null)
            return null;
        var rows = RowsOf(match.Groups["row"].Value, match.Groups["torow"].Value);
        var columns = ColumnsOf(match.Groups["column"].Value, match.Groups["tocolumn"].Value);
        return rows.Count == 0 || columns.Count == 0 || rows.Count * columns.Count > LongestInterval
            ? null : new CellReference(named, rows, columns);
    }

    // 1.1~1.5: the last number counts; what stands before it is the same.
    private static List<string> RowsOf(string first, string last)
    {
        if (last.Length == 0)
            return [first];
        var (head, from) = Split(first);
        var (tail, to) = Split(last);
        if (head != tail || from is not { } begin || to is not { } end || end < begin || end - begin >= LongestInterval)
            return [];
        return [.. Enumerable.Range(begin, end - begin + 1)
            .Select(n => head + n.ToString(CultureInfo.InvariantCulture))];
    }

    private static (string Head, int? Number) Split(string row)
    {
        var at = row.LastIndexOf('.') + 1;
        return (row[..at], int.TryParse(row.AsSpan(at), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : null);
    }

    private static List<string> ColumnsOf(string first, string last)
    {
        if (last.Length == 0)
            return [first];
        var (begin, end) = (NumberOf(first), NumberOf(last));
        return end < begin || end - begin >= LongestInterval
            ? [] : [.. Enumerable.Range(begin, end - begin + 1).Select(LettersOf)];
    }

    // A is 1, Z is 26, AA is 27, as in spreadsheets.
    private static int NumberOf(string letters) =>
        letters.Aggregate(0, (number, letter) => (number * LettersOfAlphabet) + letter - 'A' + 1);

    private static string LettersOf(int number)
    {
        var letters = string.Empty;
        for (; number > 0; number = (number - 1) / LettersOfAlphabet)
            letters = (char)('A' + ((number - 1) % LettersOfAlphabet)) + letters;
        return letters;
    }

    [GeneratedRegex(
        @"^(?:(?<template>[A-Z][A-Z0-9_]*)\.)?(?<row>[0-9]+(?:\.[0-9]+)*)(?:~(?<torow>[0-9]+(?:\.[0-9]+)*))?"
        + @"\.(?<column>[A-Z]{1,3})(?:~(?<tocolumn>[A-Z]{1,3}))?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex Form();
}
