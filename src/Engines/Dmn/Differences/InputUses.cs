using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Functions;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Differences;

/// <summary>How a decision, with all that it requires, uses an input.</summary>
internal sealed class InputUse
{
    /// <summary>Values that it is compared with.</summary>
    public List<FeelValue> Points { get; } = [];

    /// <summary>It is calculated with, so that its break points do not tell all.</summary>
    public bool IsCalculated { get; set; }
}

/// <summary>
/// The break points of a decision's inputs: each comparison, range, list or cell in which an input stands alone against
/// what does not depend on the inputs. An input that stands anywhere else is calculated with.
/// </summary>
internal sealed class InputUses
{
    private readonly Dictionary<string, InputUse> _uses = new(StringComparer.Ordinal);
    private readonly DmnModel _model;
    private readonly DmnOptions _options;
    private readonly Func<Element, FeelValue?> _given;
    private readonly HashSet<Element> _open = [];
    private readonly HashSet<Element> _seen = [];

    /// <summary>Looks at a decision.</summary>
    /// <param name="version">The model, and the inputs that belong to the version.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="output">Entry of its context that is meant, with what that needs; null for the whole.</param>
    public InputUses(DecisionVersion version, DecisionElement decision, string? output = null)
    {
        (_model, _options) = (version.Model, version.Model.Options);
        _given = version.Model.Given(version.Fixed);
        if (output is null || !VisitOutput(decision, output))
            Visit(decision);
    }

    /// <summary>By the names under which the model is asked.</summary>
    public IReadOnlyDictionary<string, InputUse> Uses => _uses;

    public Dictionary<string, InputElement> Inputs { get; } = new(StringComparer.Ordinal);

    // False where the decision is no plain context with such an entry.
    private bool VisitOutput(DecisionElement decision, string output)
    {
        var logic = decision.Logic is ConvertedNode converted ? converted.Content : decision.Logic;
        if (logic is not ContextNode { Result: null } context)
            return false;
        var at = context.Entries.ToList().FindLastIndex(e => e.Name == output);
        if (at < 0)
            return false;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var needed = new List<Node>();
        for (var i = at; i >= 0; i--)
        {
            if (i != at && !names.Contains(context.Entries[i].Name))
                continue;
            if (!AddNames(context.Entries[i].Value, names))
                return false;
            needed.Add(context.Entries[i].Value);
        }

        foreach (var required in decision.Requirements.Variables.Where(
            v => decision.Home.PathTo(v) is [var first, ..] && names.Contains(first)))
        {
            Visit(required);
        }

        var walk = new LogicWalk(this, decision);
        foreach (var node in needed)
            walk.Walk(node, isInFilter: false);
        return true;
    }

    // False for a table, whose cells are not among its children.
    private static bool AddNames(Node node, HashSet<string> names)
    {
        if (node is DecisionTableNode)
            return false;
        if (node is NameNode name)
            names.Add(name.Name);
        var tests = node is InNode inNode ? inNode.Tests : [];
        return node.Children.Concat(tests).All(n => AddNames(n, names));
    }

    private void Visit(Element element)
    {
        if (!_seen.Add(element) || (element is DecisionElement && _given(element) is not null))
            return;
        if (element is InputElement input && _given(input) is null)
        {
            _open.Add(input);
            var name = _model.NameOf(input);
            Inputs[name] = input;
            var use = new InputUse();
            _uses.TryAdd(name, use);
            use.IsCalculated = AllowedPoints.Of(input.Type, _options) is null;
            use.Points.AddRange(AllowedPoints.Of(input.Type, _options) ?? []);
        }

        if (element is not DecisionElement decision)
            return;
        foreach (var required in decision.Requirements.Variables)
            Visit(required);
        if (decision.Requirements.Variables.Any(_open.Contains))
            _open.Add(decision);
        if (decision.Logic is { } logic)
            new LogicWalk(this, decision).Walk(logic, isInFilter: false);
    }

    /// <summary>A walk through the logic of one decision.</summary>
    private sealed class LogicWalk
    {
        private readonly InputUses _owner;
        private readonly Frame _frame;
        private readonly Dictionary<string, InputUse> _inputs = new(StringComparer.Ordinal);
        private readonly Dictionary<string, FeelType> _types = new(StringComparer.Ordinal);
        private readonly HashSet<string> _openNames = new(StringComparer.Ordinal) { "?", "item", "partial" };

        public LogicWalk(InputUses owner, DecisionElement decision)
        {
            _owner = owner;
            var evaluator = new Evaluator(new Run(owner._options), owner._given);
            _frame = Frame.Global(new Run(owner._options));
            foreach (var element in decision.Requirements.Variables)
                Bind(element, decision, evaluator);
            foreach (var function in decision.Requirements.Functions)
                BindFunction(function, decision, evaluator);
            if (decision.Logic is { } logic)
                AddLocalNames(logic);
        }

        public void Walk(Node node, bool isInFilter)
        {
            switch (node)
            {
                case NameNode name when _inputs.TryGetValue(name.Name, out var use):
                    // A boolean has two values, wherever it stands.
                    use.IsCalculated |= _types[name.Name].Unconstrained != FeelType.Boolean;
                    return;
                case ComparisonNode comparison when Compared(comparison, isInFilter):
                case BetweenNode between when UseOf(between.Operand) is { } tested
                    && AddAll(tested, [between.Low, between.High], isInFilter):
                case InNode inNode when UseOf(inNode.Operand) is { } member
                    && AddTests(member, inNode.Tests, isInFilter):
                    return;
                case InNode other:
                    foreach (var test in other.Tests)
                        Walk(test, isInFilter);
                    break;
                case DecisionTableNode table:
                    Table(table.Table, isInFilter);
                    return;
                default:
                    break;
            }

            foreach (var child in node.Children)
                Walk(child, isInFilter || node is FilterNode);
        }

        private void Bind(Element element, DecisionElement decision, Evaluator evaluator)
        {
            if (decision.Home.PathTo(element) is not { } path)
                return;
            if (path.Count > 1 || !_owner._seen.Contains(element) || _owner._open.Contains(element))
                _openNames.Add(path[0]);
            else if (element is InputElement input)
                _frame.Set(path[0], _owner._given(input)!);
            else if (element is DecisionElement required)
                _frame.Set(path[0], evaluator.Decide(required));
            if (element is not InputElement open || !_owner._open.Contains(open))
                return;
            var use = _owner._uses[_owner._model.NameOf(open)];
            if (path.Count > 1)
                use.IsCalculated = true;
            else
                (_inputs[path[0]], _types[path[0]]) = (use, open.Type);
        }

        private void BindFunction(Element function, DecisionElement decision, Evaluator evaluator)
        {
            if (decision.Home.PathTo(function) is not { } path)
                return;
            if (path.Count == 1 && function is KnowledgeElement)
                _frame.Set(path[0], evaluator.FunctionOf(function));
            else
                _openNames.Add(path[0]);
        }

        // A name that is bound within the logic may stand for anything.
        private void AddLocalNames(Node node)
        {
            foreach (var name in node switch
            {
                ContextNode context => context.Entries.Select(e => e.Name),
                ForNode loop => loop.VariableNames,
                QuantifiedNode loop => loop.VariableNames,
                FunctionNode function => function.ParameterNames,
                _ => [],
            })
            {
                _openNames.Add(name);
            }

            foreach (var child in node.Children)
                AddLocalNames(child);
        }

        private InputUse? UseOf(Node node) => node switch
        {
            NameNode name => _inputs.GetValueOrDefault(name.Name),
            GroupNode group => UseOf(group.Content),
            // Constraints have points of their own, and those of another kind than the input's would say nothing.
            ConvertedNode { Type: SimpleType type } converted when type != FeelType.DateAndTime =>
                UseOf(converted.Content),
            _ => null,
        };

        private bool Compared(ComparisonNode comparison, bool isInFilter) =>
            UseOf(comparison.Left) is { } left ? AddAll(left, [comparison.Right], isInFilter)
                : UseOf(comparison.Right) is { } right && AddAll(right, [comparison.Left], isInFilter);

        private bool AddAll(InputUse use, IReadOnlyList<Node> nodes, bool isInFilter)
        {
            var values = nodes.Select(n => Settled(n, isInFilter)).ToList();
            if (values.Exists(v => v is null))
                return false;
            foreach (var value in values)
                AddPoint(use, value!);
            return true;
        }

        // What stands in a cell or behind "in": values, ranges, lists of them, comparisons.
        private bool AddTests(InputUse use, IReadOnlyList<Node> tests, bool isInFilter)
        {
            foreach (var test in tests)
            {
                if (Settled(test, isInFilter) is not { } value)
                    return false;
                AddPoint(use, value);
            }

            return true;
        }

        private static void AddPoint(InputUse use, FeelValue value)
        {
            switch (value)
            {
                case NullValue:
                    break;
                case RangeValue range:
                    AddPoint(use, range.Start);
                    AddPoint(use, range.End);
                    break;
                case ListValue list:
                    foreach (var item in list.Items)
                        AddPoint(use, item);
                    break;
                default:
                    use.Points.Add(value);
                    break;
            }
        }

        // Inside a filter the members of an item hide other names.
        private FeelValue? Settled(Node node, bool isInFilter)
        {
            if (MentionsOpen(node, isInFilter))
                return null;
            var run = new Run(_owner._options);
            var value = node.Evaluate(_frame.In(run));
            return run.Diagnostics.Count > 0 || value is FunctionValue ? null : value;
        }

        private bool MentionsOpen(Node node, bool isInFilter) => node switch
        {
            NameNode name => _openNames.Contains(name.Name) || name.Name is "now" or "today"
                || (isInFilter && BuiltinFunctions.Find(name.Name) is null),
            InNode inNode => inNode.Tests.Append(inNode.Operand).Any(n => MentionsOpen(n, isInFilter)),
            DecisionTableNode => true,
            _ => node.Children.Any(n => MentionsOpen(n, isInFilter)),
        };

        private void Table(DecisionTable table, bool isInFilter)
        {
            for (var column = 0; column < table.Inputs.Count; column++)
            {
                var input = table.Inputs[column];
                UnaryTests[] cells = [.. table.Rules.Select(r => r.Tests[column]), .. Listed(input.Values)];
                if (UseOf(input.Expression) is { } use)
                {
                    foreach (var cell in cells)
                        use.IsCalculated |= !AddTests(use, cell.Tests, isInFilter);
                }
                else
                {
                    Walk(input.Expression, isInFilter);
                }

                foreach (var test in cells.SelectMany(c => c.Tests))
                    Walk(test, isInFilter);
            }

            var outputs = table.Rules.SelectMany(r => r.Outputs)
                .Concat(table.Outputs.Select(o => o.Default).OfType<Node>());
            foreach (var output in outputs)
                Walk(output, isInFilter);
        }

        private static UnaryTests[] Listed(UnaryTests? values) => values is null ? [] : [values];
    }
}
