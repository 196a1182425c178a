using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Tables;

/// <summary>
/// The inputs of a table as a grid of segments, each with a value that stands for it; a rule is a box of the grid.
/// Rules
/// with a cell that depends on variables are not in it.
/// </summary>
internal sealed class RuleSpace
{
    private readonly DecisionTable _table;
    private readonly TableIndex _index;
    private readonly List<(int Segment, FeelValue Witness)>[] _axes;

    public RuleSpace(DecisionTable table, DmnOptions options)
    {
        _table = table;
        _index = TableIndex.Build(table, options);
        var frame = Frame.Global(new Run(options));
        _axes = [.. table.Inputs.Select((input, i) => Axis(_index.Columns[i], input, frame))];
        Analysed = [.. table.Rules.Where(r => Enumerable.Range(0, table.Inputs.Count).All(c => IsSettled(r, c)))];
    }

    /// <summary>The rules that are in the space, in order.</summary>
    public IReadOnlyList<TableRule> Analysed { get; }

    public int Columns => _axes.Length;

    /// <summary>How many segments of a column can occur.</summary>
    public int Width(int column) => _axes[column].Count;

    public bool IsSettled(TableRule rule, int column) => _index.Columns[column] is { } index
        ? !index.IsAsked[rule.Number - 1] : rule.Tests[column].IsAny;

    public bool Admits(TableRule rule, int column, int place)
    {
        if (_index.Columns[column] is not { } index)
            return true;
        var at = rule.Number - 1;
        return (index.RulesOf(_axes[column][place].Segment)[at / 64] >> (at % 64) & 1) == 1;
    }

    /// <summary>Places of a column that a rule admits.</summary>
    public bool[] Cells(TableRule rule, int column)
    {
        var cells = new bool[Width(column)];
        for (var place = 0; place < cells.Length; place++)
            cells[place] = Admits(rule, column, place);
        return cells;
    }

    /// <summary>An example in words: "Age = 17.5, Risk = "High"". A null place may be anything.</summary>
    public string Shown(IReadOnlyList<int?> places)
    {
        var parts = places.Select((place, column) => (place, column))
            .Where(p => p.place is not null && _index.Columns[p.column] is not null)
            .Select(p => (_table.Inputs[p.column].Label, _axes[p.column][p.place!.Value].Witness))
            .Select(p => $"{p.Label} = {ValueText.Nested(p.Witness)}");
        var text = string.Join(", ", parts);
        return text.Length == 0 ? "任何输入 / any input" : text;
    }

    private static List<(int Segment, FeelValue Witness)> Axis(ColumnIndex? index, TableInput input, Frame frame)
    {
        if (index is null)
            return [(0, FeelValue.Null)];
        var axis = new List<(int Segment, FeelValue Witness)>();
        for (var segment = 0; segment < index.Segments; segment++)
        {
            if (Witness(index, segment, input, frame) is { } witness)
                axis.Add((segment, witness));
        }

        return axis;
    }

    // A listed value of the segment, if the column lists values; otherwise any value of it, if there is one.
    private static FeelValue? Witness(ColumnIndex index, int segment, TableInput input, Frame frame)
    {
        if (segment % 2 == 1)
            return Listed(index.Points[segment / 2], input, frame);
        if (index.Kind == "boolean")
            return MissingBoolean(index, segment);
        var before = segment == 0 ? null : index.Points[(segment / 2) - 1];
        var after = segment / 2 < index.Points.Count ? index.Points[segment / 2] : null;
        var own = ListedBetween(index, segment, input, frame);
        return own ?? (Between(before, after) is { } value ? Listed(value, input, frame) : null);
    }

    private static FeelValue? Listed(FeelValue value, TableInput input, Frame frame) =>
        input.Values is not { } values || values.Admits(value, frame) ? value : null;

    private static FeelValue? ListedBetween(ColumnIndex index, int segment, TableInput input, Frame frame)
    {
        foreach (var test in input.Values?.Tests ?? [])
        {
            var listed = test.Evaluate(frame);
            var ends = listed is RangeValue range ? new[] { range.Start, range.End } : [listed];
            if (ends.FirstOrDefault(e => e.Kind == index.Kind && index.SegmentOf(e) == segment
                && Listed(e, input, frame) is not null) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static BooleanValue? MissingBoolean(ColumnIndex index, int segment)
    {
        if (index.Points.Count != 1)
            return null;
        var known = ((BooleanValue)index.Points[0]).Value;
        return (segment == 0) == known ? BooleanValue.Of(!known) : null;
    }

    /// <summary>A value strictly between two, or beyond one; null if there is none.</summary>
    public static FeelValue? Between(FeelValue? before, FeelValue? after) => (before, after) switch
    {
        (NumberValue a, NumberValue b) => FeelValue.From(
            FeelNumber.Add(a.Number, b.Number) is { } sum ? FeelNumber.Divide(sum, FeelNumber.From(2)) : null),
        (null, NumberValue b) => FeelValue.From(FeelNumber.Subtract(b.Number, FeelNumber.One)),
        (NumberValue a, null) => FeelValue.From(FeelNumber.Add(a.Number, FeelNumber.One)),
        (DateValue a, DateValue b) => b.DayNumber - a.DayNumber > 1 ? Calendar.DateOf(a.DayNumber + 1) : null,
        (null, DateValue b) => Calendar.DateOf(b.DayNumber - 1),
        (DateValue a, null) => Calendar.DateOf(a.DayNumber + 1),
        (MonthsValue a, MonthsValue b) => b.Months - a.Months > 1 ? new MonthsValue(a.Months + 1) : null,
        (null, MonthsValue b) => new MonthsValue(b.Months - 1),
        (MonthsValue a, null) => new MonthsValue(a.Months + 1),
        (DurationValue a, DurationValue b) => b.Nanos - a.Nanos > 1 ? new DurationValue((a.Nanos + b.Nanos) / 2) : null,
        (null, DurationValue b) => new DurationValue(b.Nanos - 1),
        (DurationValue a, null) => new DurationValue(a.Nanos + 1),
        (_, StringValue b) => b.Text.Length == 0 ? null : Shorter(before as StringValue, b),
        (StringValue a, null) => new StringValue(a.Text + "…"),
        _ => null,
    };

    private static StringValue? Shorter(StringValue? before, StringValue after)
    {
        var candidate = before is null ? "" : before.Text + "!";
        return ValueOrder.Compare(new StringValue(candidate), after) < 0 ? new StringValue(candidate) : null;
    }
}
