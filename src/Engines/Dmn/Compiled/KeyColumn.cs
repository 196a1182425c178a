using System.Collections.Frozen;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Compiled;

/// <summary>
/// A column of a table for fast look-ups: the segments of <see cref="ColumnIndex"/>, neighbours with the same rules
/// joined, found by an integer key. For each segment the set of rules that admit it, as bits, and a summary in which
/// a bit stands for 64 rules.
/// </summary>
internal abstract class KeyColumn
{
    private readonly ulong[] _sets;
    private readonly ulong[] _summaries;
    private readonly bool[] _isAsked;

    private protected KeyColumn(ColumnIndex index, int rules, IReadOnlyList<int> segments)
    {
        Kind = KindOf(index.Kind);
        Words = (rules + 63) / 64;
        SummaryWords = (Words + 63) / 64;
        Segments = segments.Count;
        _isAsked = index.IsAsked;
        _sets = new ulong[segments.Count * Words];
        _summaries = new ulong[segments.Count * SummaryWords];
        for (var i = 0; i < segments.Count; i++)
        {
            index.RulesOf(segments[i]).CopyTo(_sets.AsSpan(i * Words));
            for (var word = 0; word < Words; word++)
            {
                if (_sets[(i * Words) + word] != 0)
                    _summaries[(i * SummaryWords) + (word / 64)] |= 1UL << (word % 64);
            }
        }
    }

    public RegisterKind Kind { get; }

    /// <summary>Words of 64 rules.</summary>
    public int Words { get; }

    public int SummaryWords { get; }

    public int Segments { get; }

    public bool HasAsked => Array.Exists(_isAsked, asked => asked);

    /// <summary>Null for a column without constant cells, or with ends that have no key.</summary>
    public static KeyColumn? Of(IReadOnlyList<UnaryTests> cells, DmnOptions options) =>
        ColumnIndex.Build(cells, options) is { } index ? Of(index, cells.Count) : null;

    public static KeyColumn? Of(ColumnIndex index, int rules) => index.Kind == "string"
        ? new TextColumn(index, rules) : IntegerColumn.Build(index, rules);

    public bool IsAsked(int rule) => _isAsked[rule];

    public bool IsOfKind(in Register value) => value.Kind == Kind;

    /// <summary>The value is of the kind of the column.</summary>
    public abstract int SegmentOf(in Register value);

    public bool Admits(int segment, int rule) => (_sets[(segment * Words) + (rule / 64)] >> (rule % 64) & 1) == 1;

    public ReadOnlySpan<ulong> SetOf(int segment) => _sets.AsSpan(segment * Words, Words);

    public ulong WordOf(int segment, int word) => _sets[(segment * Words) + word];

    public ulong SummaryOf(int segment, int word) => _summaries[(segment * SummaryWords) + word];

    private static RegisterKind KindOf(string kind) => kind switch
    {
        "number" => RegisterKind.Number,
        "string" => RegisterKind.String,
        "boolean" => RegisterKind.Boolean,
        "date" => RegisterKind.Date,
        "years and months duration" => RegisterKind.Months,
        _ => RegisterKind.Duration,
    };
}

/// <summary>A column of strings: listed ones are found by hash, others between them where that matters.</summary>
internal sealed class TextColumn : KeyColumn
{
    private readonly string[] _points;
    private readonly FrozenDictionary<string, int> _places;
    private readonly bool _isOfPoints;

    public TextColumn(ColumnIndex index, int rules)
        : base(index, rules, [.. Enumerable.Range(0, index.Segments)])
    {
        _points = [.. index.Points.Select(p => ((StringValue)p).Text)];
        _places = _points.Select((text, i) => KeyValuePair.Create(text, i)).ToFrozenDictionary(StringComparer.Ordinal);
        _isOfPoints = Enumerable.Range(0, _points.Length + 1).All(
            i => SetOf(2 * i).SequenceEqual(SetOf(0)));
    }

    public override int SegmentOf(in Register value) => SegmentOf(value.Text);

    public int SegmentOf(string text)
    {
        if (_places.TryGetValue(text, out var place))
            return (2 * place) + 1;
        return _isOfPoints ? 0 : 2 * Before(text);
    }

    private int Before(string text)
    {
        var (low, high) = (0, _points.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ValueOrder.CompareText(_points[middle], text) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
