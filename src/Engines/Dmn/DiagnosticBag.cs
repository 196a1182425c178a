using System.Collections;
using Huoshui.Diagnostics;

namespace Huoshui.Dmn;

/// <summary>Collects diagnostics, each place and code once, up to a limit.</summary>
internal sealed class DiagnosticBag(int limit) : ICollection<Diagnostic>
{
    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<(string Code, string? Source, SourceSpan? Span)> _seen = [];

    public IReadOnlyList<Diagnostic> Items => _items;

    public int Count => _items.Count;

    public bool IsReadOnly => false;

    public void Add(Diagnostic item)
    {
        if (_items.Count < limit && _seen.Add(KeyOf(item)))
            _items.Add(item);
    }

    /// <summary>There is one of the place and code, or there is no room for another.</summary>
    public bool IsTold(Diagnostic item) => _items.Count >= limit || _seen.Contains(KeyOf(item));

    public static (string Code, string? Source, SourceSpan? Span) KeyOf(Diagnostic item) =>
        (item.Code, item.Source?.Name, item.Span);

    public void Clear() => _items.Clear();

    public bool Contains(Diagnostic item) => _items.Contains(item);

    public void CopyTo(Diagnostic[] array, int arrayIndex) => _items.CopyTo(array, arrayIndex);

    public bool Remove(Diagnostic item) => _items.Remove(item);

    public IEnumerator<Diagnostic> GetEnumerator() => _items.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
