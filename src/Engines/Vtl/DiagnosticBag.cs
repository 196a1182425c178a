using Huoshui.Diagnostics;

namespace Huoshui.Vtl;

/// <summary>Collects diagnostics of one compilation, each place and code once, up to a limit.</summary>
internal sealed class DiagnosticBag
{
    /// <summary>Further diagnostics are dropped: nobody reads more.</summary>
    public const int Limit = 500;

    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<(string Code, string? Source, int Start)> _seen = [];

    public bool HasErrors => _items.Any(d => d.Severity == DiagnosticSeverity.Error);

    private int _kept;

    public int Count => _items.Count;

    /// <summary>What is there stays, whatever trial it was found in: it is told once.</summary>
    public void Keep() => _kept = _items.Count;

    public void Add(Diagnostic diagnostic)
    {
        if (_items.Count < Limit && _seen.Add(KeyOf(diagnostic)))
            _items.Add(diagnostic);
    }

    /// <summary>Drops what was added after the first <paramref name="count"/>: a trial that failed.</summary>
    public void Forget(int count)
    {
        var first = Math.Max(count, _kept);
        _seen.ExceptWith(_items.Skip(first).Select(KeyOf));
        _items.RemoveRange(first, _items.Count - first);
    }

    private static (string Code, string? Source, int Start) KeyOf(Diagnostic diagnostic) =>
        (diagnostic.Code, diagnostic.Source?.Name, diagnostic.Span?.Start ?? -1);

    /// <summary>In order of source and position.</summary>
    public IReadOnlyList<Diagnostic> Sorted(IReadOnlyList<SourceText> sources) =>
        [.. _items.OrderBy(d => Order(sources, d.Source)).ThenBy(d => d.Span?.Start ?? 0)];

    private static int Order(IReadOnlyList<SourceText> sources, SourceText? source)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            if (ReferenceEquals(sources[i], source))
                return i;
        }

        return sources.Count;
    }
}
