using System.Numerics;
using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Differences;

/// <summary>
/// One of two versions that is a single table on plain inputs, with constant cells and outputs: for each place of each
/// axis the rules that admit it, as a bit set. The last word says that the inputs are values that the columns list.
/// </summary>
internal sealed class TableSide
{
    private readonly DecisionElement _decision;
    private readonly DecisionTableNode _node;
    private readonly TableIndex _index;
    private readonly string[] _columns;
    private readonly Dictionary<string, InputElement> _inputs;
    private readonly Frame _frame;
    private readonly Dictionary<ulong[], FeelValue> _outcomes = new(WordComparer.Instance);
    private ulong[][][] _rules = [];

    private TableSide(DecisionElement decision, DecisionTableNode node, InputElement[] inputs, DecisionVersion version)
    {
        (_decision, _node) = (decision, node);
        _columns = [.. inputs.Select(version.Model.NameOf)];
        _inputs = _columns.Zip(inputs).DistinctBy(p => p.First).ToDictionary(
            p => p.First, p => p.Second, StringComparer.Ordinal);
        var options = version.Model.Options;
        _index = TableIndex.Build(node.Table, options);
        _frame = Frame.Global(new Run(options));
        Words = ((node.Table.Rules.Count + 63) / 64) + 1;
    }

    public DecisionTable Table => _node.Table;

    public IReadOnlyList<string> Columns => _columns;

    public int Words { get; }

    /// <summary>Null for logic that is more than a table whose index tells everything.</summary>
    public static TableSide? Of(DecisionVersion version, DecisionElement decision)
    {
        if (decision.Logic is not DecisionTableNode node || version.Model.Prepare(version.Decision) is not { } prepared
            || prepared.Program.Decisions.Count != 1 || node.Table.Inputs.Count == 0)
        {
            return null;
        }

        var columns = node.Table.Inputs.Select(i => InputOf(version, decision, i.Expression)).ToArray();
        if (columns.Contains(null) || node.Table.Outputs.Any(o => o.Default is { } d && !CellTests.IsConstant(d)))
            return null;
        var side = new TableSide(decision, node, columns!, version);
        return side.IsSettled() ? side : null;
    }

    /// <summary>What each column's input is declared to be.</summary>
    public IEnumerable<FeelType> InputTypes => _columns.Select(c => _inputs[c].Type);

    /// <summary>What the decision is declared to give.</summary>
    public FeelType Declared => _decision.Declared;

    /// <summary>The break points of the columns, and of what is allowed, by input.</summary>
    public IEnumerable<(string Name, IReadOnlyList<FeelValue> Points)> Points() => _columns.Zip(_index.Columns,
        (name, column) => (name, column?.Points ?? []))
        .Concat(_inputs.Select(i => (i.Key, AllowedPoints.Of(i.Value.Type, _frame.Run.Options)!)))
        .Concat(_columns.Zip(Table.Inputs, (name, i) => (name, AllowedPoints.Of(i.Values, _frame.Run.Options)!)));

    /// <summary>Reads the rules of each place of each axis.</summary>
    public void Lay(IReadOnlyList<Axis> axes)
    {
        _rules = new ulong[axes.Count][][];
        for (var i = 0; i < axes.Count; i++)
        {
            _rules[i] = new ulong[axes[i].Width][];
            for (var place = 0; place < axes[i].Width; place++)
                _rules[i][place] = RulesOf(axes[i].Name, axes[i].Witness(place));
        }
    }

    public ulong[] All()
    {
        var all = new ulong[Words];
        for (var rule = 0; rule < Table.Rules.Count; rule++)
            all[rule / 64] |= 1UL << (rule % 64);
        all[^1] = 1;
        return all;
    }

    public ulong[] Narrowed(ulong[] rules, int axis, int place)
    {
        var narrowed = new ulong[Words];
        for (var i = 0; i < Words; i++)
            narrowed[i] = rules[i] & _rules[axis][place][i];
        return narrowed;
    }

    /// <summary>What the decision gives where these rules match.</summary>
    public FeelValue Outcome(ulong[] rules)
    {
        if (_outcomes.TryGetValue(rules, out var known))
            return known;
        if (rules[^1] == 0)
            return _outcomes[rules] = FeelValue.Null;
        var matched = new List<TableRule>();
        for (var word = 0; word < Words - 1; word++)
        {
            for (var bits = rules[word]; bits != 0; bits &= bits - 1)
                matched.Add(Table.Rules[(word * 64) + BitOperations.TrailingZeroCount(bits)]);
        }

        var run = new Run(_frame.Run.Options);
        var value = _node.Outcome(matched, _frame.In(run));
        return _outcomes[rules] = Conversions.To(value, _decision.Declared, run, _decision.At);
    }

    private static InputElement? InputOf(DecisionVersion version, DecisionElement decision, Node expression) =>
        expression is NameNode name
        && decision.Requirements.Variables.OfType<InputElement>().FirstOrDefault(i =>
            decision.Home.PathTo(i) is [var only] && only == name.Name) is { } input
        && !version.Fixed.ContainsKey(version.Model.NameOf(input)) ? input : null;

    private bool IsSettled() =>
        _inputs.Values.All(i => AllowedPoints.Of(i.Type, _frame.Run.Options) is not null)
        && Table.Inputs.All(i => AllowedPoints.Of(i.Values, _frame.Run.Options) is not null) && Table.Rules.All(r => r.Outputs.All(CellTests.IsConstant)
        && Enumerable.Range(0, _columns.Length).All(c => _index.Columns[c] is { } column
            ? !column.IsAsked[r.Number - 1] : r.Tests[c].IsAny));

    private ulong[] RulesOf(string name, FeelValue given)
    {
        var rules = All();
        var witness = _inputs.TryGetValue(name, out var input)
            ? Conversions.To(given, input.Type, new Run(_frame.Run.Options), input.At) : given;
        for (var column = 0; column < _columns.Length; column++)
        {
            if (_columns[column] != name)
                continue;
            if (Table.Inputs[column].Values is { } values && !values.Admits(witness, _frame))
                rules[^1] = 0;
            var admitting = _index.Columns[column] is { } index && index.Kind == witness.Kind
                ? index.RulesOf(index.SegmentOf(witness)) : Asked(column, witness);
            for (var i = 0; i < admitting.Length; i++)
                rules[i] &= admitting[i];
        }

        return rules;
    }

    // A null, or a value of another kind than the column's: few places, so the cells are asked.
    private ulong[] Asked(int column, FeelValue witness)
    {
        var admitting = new ulong[Words - 1];
        foreach (var rule in Table.Rules.Where(r => r.Tests[column].Admits(witness, _frame)))
            admitting[(rule.Number - 1) / 64] |= 1UL << ((rule.Number - 1) % 64);
        return admitting;
    }
}

/// <summary>Arrays by their content.</summary>
internal sealed class WordComparer : IEqualityComparer<ulong[]>
{
    public static WordComparer Instance { get; } = new();

    public bool Equals(ulong[]? x, ulong[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(ulong[] obj)
    {
        var hash = new HashCode();
        foreach (var word in obj)
            hash.Add(word);
        return hash.ToHashCode();
    }
}
