using System.Collections.Frozen;
using System.Globalization;
using System.Linq.Expressions;
using Microsoft.AspNetCore.WebUtilities;

namespace Huoshui.Presentation.Tables;

/// <summary>What the reader asked of a table, read from the query string: sort, page, text and filters.</summary>
/// <remarks>
/// Names are <c>sort</c>, <c>desc</c>, <c>page</c>, <c>q</c> and the page's own filters, each after an optional
/// prefix, so that one page can
/// hold several tables. Immutable and safe for any thread.
/// </remarks>
public sealed class TableQuery
{
    /// <summary>Rows of a page unless another number is asked for.</summary>
    public const int DefaultSize = 50;

    private const int LargestSize = 500;
    private const int LongestText = 200;

    private readonly string _path;
    private readonly string _prefix;
    private readonly FrozenDictionary<string, string> _values;

    private TableQuery(string path, string prefix, FrozenDictionary<string, string> values, int size)
    {
        _path = path;
        _prefix = prefix;
        _values = values;
        Page = Math.Max(1, Whole("page", 1));
        Size = Math.Clamp(Whole("size", size), 1, LargestSize);
    }

    /// <summary>The page asked for, from 1.</summary>
    public int Page { get; }

    /// <summary>Rows a page, from 1 to 500.</summary>
    public int Size { get; }

    /// <summary>Rows before this page.</summary>
    public int Offset => (int)Math.Min(int.MaxValue, (Page - 1L) * Size);

    /// <summary>Key of the column to sort by; null for the table's own order.</summary>
    public string? Sort => Filter("sort");

    /// <summary>True to sort from the largest.</summary>
    public bool Descending => Filter("desc") == "1";

    /// <summary>The text looked for, trimmed, at most 200 characters; null for none.</summary>
    public string? Text => Filter("q") is { } text ? text.Trim()[..Math.Min(LongestText, text.Trim().Length)] : null;

    /// <summary>Reads the query of an address.</summary>
    /// <param name="uri">An absolute address, for example <c>NavigationManager.Uri</c>.</param>
    /// <param name="prefix">What stands before the names of this table's parameters; empty for the only table of a
    /// page.</param>
    /// <param name="size">Rows a page when the address does not say.</param>
    public static TableQuery From(string uri, string prefix = "", int size = DefaultSize)
    {
        var address = new Uri(uri, UriKind.Absolute);
        var values = QueryHelpers.ParseQuery(address.Query)
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        return new TableQuery(address.AbsolutePath, prefix, values, size);
    }

    /// <summary>The value of a filter; null when it is not set or empty.</summary>
    public string? Filter(string name) =>
        _values.TryGetValue(_prefix + name, out var value) && !string.IsNullOrWhiteSpace(value) ? value : null;

    /// <summary>This page's address with some parameters changed (null removes one); a change of anything but the
    /// page goes back to page 1.</summary>
    public string Href(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var parameters = new SortedDictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in _values)
            parameters[name] = value;
        parameters.Remove(_prefix + "page");
        foreach (var (name, value) in changes)
            parameters[_prefix + name] = value;
        return QueryHelpers.AddQueryString(_path, parameters.Where(pair => !string.IsNullOrEmpty(pair.Value)));
    }

    /// <summary>Another address (an export) with this query's parameters and one more.</summary>
    public string Elsewhere(string path, string name, string value)
    {
        var parameters = _values.Where(pair => pair.Key != _prefix + "page" && pair.Value.Length > 0)
            .Select(pair => new KeyValuePair<string, string?>(pair.Key, pair.Value))
            .Append(new KeyValuePair<string, string?>(name, value));
        return QueryHelpers.AddQueryString(path, parameters);
    }

    /// <summary>The address that sorts by a column, or turns the order when it is sorted by it already.</summary>
    public string SortHref(string key) =>
        Href(("sort", key), ("desc", Sort == key && !Descending ? "1" : null));

    /// <summary>What a filter form must carry along: every parameter of the page but the form's own and the page
    /// number.</summary>
    public IEnumerable<KeyValuePair<string, string>> Carried(params IReadOnlyCollection<string> own) =>
        _values.Where(pair => pair.Value.Length > 0 && pair.Key != _prefix + "page"
            && !own.Contains(pair.Key[Math.Min(_prefix.Length, pair.Key.Length)..], StringComparer.Ordinal));

    /// <summary>The name of one of this table's parameters in the address.</summary>
    public string NameOf(string name) => _prefix + name;

    /// <summary>Sorts rows in memory or in the store by the column asked for; rows keep their order when none of the
    /// keys is asked for.</summary>
    /// <param name="rows">The rows, already in the table's own order.</param>
    /// <param name="keys">What each sort key sorts by.</param>
    public IQueryable<TRow> Order<TRow>(
        IQueryable<TRow> rows,
        params ReadOnlySpan<(string Key, Expression<Func<TRow, object?>> By)> keys)
    {
        foreach (var (key, by) in keys)
        {
            if (key == Sort)
                return Descending ? rows.OrderByDescending(by) : rows.OrderBy(by);
        }

        return rows;
    }

    /// <summary>Sorts and cuts out the page of rows that are all in memory.</summary>
    public TablePage<TRow> PageOf<TRow>(
        IEnumerable<TRow> rows,
        params ReadOnlySpan<(string Key, Expression<Func<TRow, object?>> By)> keys)
    {
        var ordered = Order(rows.AsQueryable(), keys).ToList();
        return new TablePage<TRow>(ordered.Skip(Offset).Take(Size).ToList(), ordered.Count);
    }

    private int Whole(string name, int otherwise) =>
        int.TryParse(Filter(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
