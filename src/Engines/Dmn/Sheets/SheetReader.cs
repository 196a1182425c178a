using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Huoshui.Diagnostics;
using static Huoshui.Dmn.Sheets.SheetLayout;

namespace Huoshui.Dmn.Sheets;

/// <summary>Makes a decision table's element from the rows of a sheet, on the pattern of the one there.</summary>
internal sealed class SheetReader(
    XElement pattern, IReadOnlyList<IReadOnlyList<string>> rows, List<Diagnostic> problems)
{
    private static readonly string[] SchemaOrder =
    [
        "description", "inputExpression", "inputValues", "input", "outputValues", "defaultOutputEntry", "output",
        "annotation", "inputEntry", "outputEntry", "annotationEntry", "rule", "text",
    ];

    private readonly XNamespace _ns = pattern.Name.Namespace;
    private readonly Dictionary<XElement, string> _cells = [];
    private IReadOnlyList<string?> _cellsInOrder = [];
    private int _inputs;
    private int _outputs;
    private int _annotations;

    /// <summary>Null if a head, a kind of column or a rule's name is wrong.</summary>
    public XElement? Read()
    {
        CheckHeads();
        CountColumns();
        CheckCells();
        if (problems.Count > 0)
            return null;
        var table = new XElement(pattern);
        SetPolicy(table);
        Rebuild(table, "input", _inputs, Input);
        Rebuild(table, "output", _outputs, Output);
        Rebuild(table, "annotation", _annotations, Annotation);
        Rules(table);
        _cellsInOrder = [.. TextsOf(table).Select(t => _cells.GetValueOrDefault(t))];
        return table;
    }

    /// <summary>Loads the new model and tells what is wrong in the cells.</summary>
    public void CheckExpressions(SourceText written, string owner)
    {
        var places = new List<Diagnostic>();
        if (TableElement.Find(written, owner, places) is not { } table)
        {
            problems.AddRange(places);
            return;
        }

        var starts = TextsOf(table.Xml).Select(e => TableElement.OffsetOf(written, e)).ToList();
        foreach (var told in DmnModel.Load(written).Diagnostics)
        {
            if (told.Span is not { } span || span.Start < table.Start || span.Start >= table.End)
                continue;
            var at = starts.FindLastIndex(s => s <= span.Start);
            problems.Add(_cellsInOrder.ElementAtOrDefault(at) is { } cell ? SheetErrors.InCell(cell, told) : told);
        }
    }

    private static IEnumerable<XElement> TextsOf(XElement table) =>
        table.Descendants().Where(e => e.Name.LocalName == "text");

    private string Cell(int row, int column) => Normalized(rows.ElementAtOrDefault(row)?.ElementAtOrDefault(column));

    private void CheckHeads()
    {
        for (var row = 0; row < Heads.Count; row++)
        {
            if (Cell(row, 0) != Heads[row])
                problems.Add(SheetErrors.Head(CellName(row, 0), Heads[row], Cell(row, 0)));
        }

        if (!Policies.Contains(Cell(PolicyRow, 1), StringComparer.Ordinal))
            problems.Add(SheetErrors.Word(CellName(PolicyRow, 1), Cell(PolicyRow, 1), Policies));
    }

    private void CountColumns()
    {
        var kinds = rows.ElementAtOrDefault(KindRow)?.Skip(1).Select(Normalized).ToList() ?? [];
        kinds = [.. kinds.Take(kinds.FindLastIndex(k => k.Length > 0) + 1)];
        var order = new[] { Input, Output, Annotation };
        var last = 0;
        for (var i = 0; i < kinds.Count; i++)
        {
            var kind = Array.IndexOf(order, kinds[i]);
            if (kind < 0)
                problems.Add(SheetErrors.Word(CellName(KindRow, i + 1), kinds[i], order));
            else if (kind < last)
                problems.Add(SheetErrors.Columns(CellName(KindRow, i + 1)));
            last = Math.Max(last, kind);
        }

        (_inputs, _outputs, _annotations) = (Count(Input), Count(Output), Count(Annotation));
        if (_outputs == 0)
            problems.Add(SheetErrors.Columns(CellName(KindRow, 1)));
        int Count(string kind) => kinds.Count(k => k == kind);
    }

    private void CheckCells()
    {
        var width = 1 + _inputs + _outputs + _annotations;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var row = KindRow + 1; row < rows.Count; row++)
        {
            for (var column = width; column < rows[row].Count; column++)
            {
                if (Cell(row, column).Length > 0)
                    problems.Add(SheetErrors.Beside(CellName(row, column), Cell(row, column)));
            }

            if (row < FirstRuleRow || IsBlank(row))
                continue;
            if (Cell(row, 0) is { Length: > 0 } name && !names.Add(name))
                problems.Add(SheetErrors.Twice(CellName(row, 0), name));
            for (var column = 1 + _inputs; column < 1 + _inputs + _outputs; column++)
            {
                if (Cell(row, column).Length == 0)
                    problems.Add(SheetErrors.Empty(CellName(row, column), "规则的输出", "the output of a rule"));
            }
        }

        for (var column = 1; column <= _inputs; column++)
        {
            if (Cell(ExpressionRow, column).Length == 0)
                problems.Add(SheetErrors.Empty(CellName(ExpressionRow, column), "输入表达式", "the input expression"));
        }
    }

    private bool IsBlank(int row) => rows[row].All(c => Normalized(c).Length == 0);

    private void SetPolicy(XElement table)
    {
        if (PolicyOf(table) == Cell(PolicyRow, 1))
            return;
        var words = Cell(PolicyRow, 1);
        var isAggregated = words.StartsWith("COLLECT ", StringComparison.Ordinal);
        table.SetAttributeValue("hitPolicy", isAggregated ? "COLLECT" : words);
        table.SetAttributeValue("aggregation", isAggregated ? words["COLLECT ".Length..] : null);
    }

    // Columns keep the elements that stand at their place; new ones follow the last, surplus ones go.
    private void Rebuild(XElement table, string name, int count, string kind)
    {
        var first = kind == Input ? 1 : kind == Output ? 1 + _inputs : 1 + _inputs + _outputs;
        var known = Children(table, name).ToList();
        foreach (var surplus in known.Skip(count))
            Removed(surplus);
        for (var i = 0; i < count; i++)
        {
            var element = i < known.Count ? known[i] : null;
            if (element is null && kind == Annotation && Cell(ExpressionRow, first + i).Length == 0)
                continue;
            element ??= Added(table, name);
            Fill(element, kind, first + i);
        }
    }

    private void Fill(XElement element, string kind, int column)
    {
        if (kind != Annotation)
            SetAttribute(element, "label", Cell(LabelRow, column));
        if (kind == Input)
        {
            var expression = Child(element, "inputExpression") ?? Added(element, "inputExpression");
            SetAttribute(expression, "typeRef", Cell(TypeRow, column));
            SetText(expression, ExpressionRow, column);
            SetOptional(element, "inputValues", ValuesRow, column);
            return;
        }

        SetAttribute(element, "name", Cell(ExpressionRow, column));
        if (kind != Output)
            return;
        SetAttribute(element, "typeRef", Cell(TypeRow, column));
        SetOptional(element, "outputValues", ValuesRow, column);
        SetOptional(element, "defaultOutputEntry", DefaultRow, column);
    }

    private void Rules(XElement table)
    {
        var known = Children(table, "rule").Select((rule, i) => (Name: NameOf(rule, i), Rule: rule))
            .DistinctBy(r => r.Name).ToDictionary(r => r.Name, r => r.Rule, StringComparer.Ordinal);
        var inOrder = new List<XElement>();
        for (var row = FirstRuleRow; row < rows.Count; row++)
        {
            if (IsBlank(row))
                continue;
            var rule = known.GetValueOrDefault(Cell(row, 0));
            inOrder.Add(Rule(rule ?? New(row), row));
        }

        if (inOrder.SequenceEqual(Children(table, "rule")))
            return;
        var gap = Children(table, "rule").FirstOrDefault()?.PreviousNode as XText;
        foreach (var rule in Children(table, "rule").ToList())
            Removed(rule);
        foreach (var rule in inOrder)
            Append(table, rule, gap?.Value);
    }

    private XElement New(int row)
    {
        var rule = new XElement(_ns + "rule");
        if (Cell(row, 0) is { Length: > 0 } name && !int.TryParse(name, CultureInfo.InvariantCulture, out _))
            rule.SetAttributeValue("id", XmlConvert.EncodeLocalName(name));
        return rule;
    }

    private XElement Rule(XElement rule, int row)
    {
        Entries(rule, "inputEntry", row, 1, _inputs);
        Entries(rule, "outputEntry", row, 1 + _inputs, _outputs);
        var annotated = Enumerable.Range(1 + _inputs + _outputs, _annotations).Count(c => Cell(row, c).Length > 0);
        if (annotated > 0 || Children(rule, "annotationEntry").Any())
            Entries(rule, "annotationEntry", row, 1 + _inputs + _outputs, _annotations);
        return rule;
    }

    private void Entries(XElement rule, string name, int row, int first, int count)
    {
        var known = Children(rule, name).ToList();
        foreach (var surplus in known.Skip(count))
            Removed(surplus);
        for (var i = 0; i < count; i++)
        {
            if (i >= known.Count && name == "annotationEntry" && Cell(row, first + i).Length == 0)
                continue;
            var entry = i < known.Count ? known[i] : Added(rule, name);
            SetText(entry, row, first + i);
        }
    }

    private static void SetAttribute(XElement element, string name, string value)
    {
        if (Attribute(element, name) != value)
            element.SetAttributeValue(name, value.Length == 0 ? null : value);
    }

    private void SetOptional(XElement element, string name, int row, int column)
    {
        var child = Child(element, name);
        if (Cell(row, column).Length == 0)
        {
            if (child is not null && Text(child).Length > 0)
                Removed(child);
            return;
        }

        SetText(child ?? Added(element, name), row, column);
    }

    private void SetText(XElement element, int row, int column)
    {
        var text = Child(element, "text");
        if (text is null && Cell(row, column).Length == 0)
            return;
        text ??= Added(element, "text");
        if (Normalized(text.Value) != Cell(row, column))
            text.Value = Cell(row, column);
        _cells[text] = CellName(row, column);
    }

    // Where the schema wants it: before what comes later, after what is of its kind.
    private XElement Added(XElement parent, string name)
    {
        var element = new XElement(_ns + name);
        var rank = Array.IndexOf(SchemaOrder, name);
        if (parent.Elements().FirstOrDefault(e => Array.IndexOf(SchemaOrder, e.Name.LocalName) > rank) is { } later)
            later.AddBeforeSelf(element);
        else
            parent.Add(element);
        return element;
    }

    private static void Append(XElement table, XElement rule, string? gap)
    {
        var last = table.Elements().LastOrDefault();
        object[] added = gap is null ? [rule] : [new XText(gap), rule];
        if (last is null)
            table.Add(added);
        else
            last.AddAfterSelf(added);
    }

    // With the blanks before it.
    private static void Removed(XElement element)
    {
        if (element.PreviousNode is XText gap && gap.Value.All(char.IsWhiteSpace))
            gap.Remove();
        element.Remove();
    }
}
