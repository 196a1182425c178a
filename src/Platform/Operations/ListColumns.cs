using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Operations;

/// <summary>Which rows of a list to show.</summary>
/// <param name="Offset">Rows to leave out at the beginning.</param>
/// <param name="Limit">Rows to show, 1 to <see cref="LargestLimit"/>.</param>
/// <param name="Sort">A column; null or unknown means the list's own order.</param>
/// <param name="Descending">From the largest down.</param>
/// <param name="Search">Only rows with this text in a searched column (ASCII letters in either case); null means
/// all.</param>
public sealed record PageRequest(
    int Offset = 0, int Limit = 50, string? Sort = null, bool Descending = false, string? Search = null)
{
    /// <summary>The most rows that one page may have.</summary>
    public const int LargestLimit = 1000;
}

/// <summary>One page of a list.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Total">Rows of all pages.</param>
public sealed record Page<TRow>(IReadOnlyList<TRow> Rows, int Total);

/// <summary>Makes the columns of a list.</summary>
public static class ListColumns
{
    /// <summary>A list with its key, by which it is sorted unless asked otherwise.</summary>
    /// <param name="key">Unique; it decides between equal rows. <c>ByKey((Institution i) => i.Id)</c>.</param>
    public static ListColumns<TRow> ByKey<TRow, TKey>(Expression<Func<TRow, TKey>> key) => ListColumns<TRow>.Of(key);
}

/// <summary>
/// The columns by which a list may be sorted and searched. The order is the same on both providers: text by code point,
/// missing values last in either direction, equal rows by the key.
/// </summary>
/// <typeparam name="TRow">A row of the list.</typeparam>
public sealed class ListColumns<TRow>
{
    private delegate IOrderedQueryable<TRow> Sorter(IQueryable<TRow> rows, bool descending);

    private readonly Dictionary<string, Sorter> _sorters = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<Expression<Func<TRow, string?>>> _searched = [];
    private readonly Func<IOrderedQueryable<TRow>, IOrderedQueryable<TRow>> _byKey;
    private readonly Sorter _ownOrder;

    private ListColumns(Sorter ownOrder, Func<IOrderedQueryable<TRow>, IOrderedQueryable<TRow>> byKey) =>
        (_ownOrder, _byKey) = (ownOrder, byKey);

    internal static ListColumns<TRow> Of<TKey>(Expression<Func<TRow, TKey>> key) => new(
        (rows, descending) => descending ? rows.OrderByDescending(key) : rows.OrderBy(key),
        rows => rows.ThenBy(key));

    /// <summary>The columns that can be sorted by.</summary>
    public IReadOnlyCollection<string> Names => _sorters.Keys;

    /// <summary>Adds a column that can be sorted by.</summary>
    public ListColumns<TRow> Sorted<TValue>(string name, Expression<Func<TRow, TValue>> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var missing = IsMissing(value);
        _sorters[name] = (rows, descending) =>
        {
            var present = missing is null ? null : rows.OrderBy(missing);
            return (present, descending) switch
            {
                (null, false) => rows.OrderBy(value),
                (null, true) => rows.OrderByDescending(value),
                (_, false) => present.ThenBy(value),
                (_, true) => present.ThenByDescending(value),
            };
        };
        return this;
    }

    /// <summary>Adds a column that can be sorted by, of which some values stand last in either direction. Sorted
    /// upwards
    /// they are its largest, so that an index has its order.</summary>
    /// <param name="name">As it is asked for.</param>
    /// <param name="value">The value.</param>
    /// <param name="isLast">Whether it is one of those.</param>
    public ListColumns<TRow> SortedWithLast<TValue>(
        string name, Expression<Func<TRow, TValue>> value, Expression<Func<TRow, bool>> isLast)
    {
        _sorters[name] = (rows, descending) => descending
            ? rows.OrderBy(isLast).ThenByDescending(value) : rows.OrderBy(value);
        return this;
    }

    /// <summary>Adds a text column that can be sorted by and is searched.</summary>
    public ListColumns<TRow> Searched(string name, Expression<Func<TRow, string?>> value)
    {
        _searched.Add(value);
        return Sorted(name, value);
    }

    /// <summary>Reads one page.</summary>
    /// <param name="rows">The rows that the viewer may see.</param>
    /// <param name="request">Which of them.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <param name="counted">How many there are, where that is known; null counts them.</param>
    public async Task<Page<TRow>> PageAsync(
        IQueryable<TRow> rows, PageRequest request, CancellationToken cancellationToken, int? counted = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var found = Found(rows, request.Search);
        var total = counted ?? await found.CountAsync(cancellationToken);
        var sorter = request.Sort is { } name ? _sorters.GetValueOrDefault(name) : null;
        var sorted = sorter is null ? _ownOrder(found, request.Descending) : _byKey(sorter(found, request.Descending));
        var page = await sorted.Skip(Math.Max(request.Offset, 0)).Take(Math.Clamp(request.Limit, 1, PageRequest.LargestLimit))
            .ToListAsync(cancellationToken);
        return new Page<TRow>(page, total);
    }

    private static Expression<Func<TRow, bool>>? IsMissing<TValue>(Expression<Func<TRow, TValue>> value) =>
        default(TValue) is null
            ? Expression.Lambda<Func<TRow, bool>>(
                Expression.Equal(value.Body, Expression.Constant(null, typeof(TValue))), value.Parameters)
            : null;

    private IQueryable<TRow> Found(IQueryable<TRow> rows, string? search)
    {
        if (string.IsNullOrWhiteSpace(search) || _searched.Count == 0)
            return rows;
        var wanted = string.Concat(search.Trim().Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));
        Expression<Func<string>> wantedValue = () => wanted;
        var row = Expression.Parameter(typeof(TRow), "row");
        Expression? any = null;
        foreach (var column in _searched)
        {
            var value = new Replaced(column.Parameters[0], row).Visit(column.Body);
            var lower = Expression.Call(value, nameof(string.ToLower), Type.EmptyTypes);
            var contains = Expression.Call(lower, nameof(string.Contains), Type.EmptyTypes, wantedValue.Body);
            var has = Expression.AndAlso(Expression.NotEqual(value, Expression.Constant(null, typeof(string))), contains);
            any = any is null ? has : Expression.OrElse(any, has);
        }

        return rows.Where(Expression.Lambda<Func<TRow, bool>>(any!, row));
    }

    private sealed class Replaced(ParameterExpression from, ParameterExpression to) : ExpressionVisitor
    {
        protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
    }
}
