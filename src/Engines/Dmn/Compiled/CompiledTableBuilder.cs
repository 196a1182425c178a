using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Compiled;

/// <summary>Compiles a decision table; null if a part of it cannot be.</summary>
internal sealed class CompiledTableBuilder(NodeCompiler compiler, DmnOptions options, CompileScope scope)
{
    public CompiledTable? Build(DecisionTableNode node)
    {
        var table = node.Table;
        if (table.Inputs.Count == 0 || table.Outputs.Count == 0 || table.Rules.Count == 0 || table.Inputs.Count > 256)
            return null;
        var index = node.Index ?? TableIndex.Build(table, options);
        var columns = new CompiledColumn[table.Inputs.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            if (Column(table, i, index.Columns[i]) is not { } column)
                return null;
            columns[i] = column;
        }

        var ranks = table.Policy is HitPolicy.Priority or HitPolicy.OutputOrder ? Ranks(table) : [];
        if (ranks is null || Outputs(table) is not { } outputs)
            return null;
        var hasDefault = table.Outputs.Any(o => o.Default is not null);
        var otherwise = hasDefault ? Combined(table, table.Outputs.Select(
            o => o.Default ?? new LiteralNode(node.At, FeelValue.Null))) : null;
        return hasDefault && otherwise is null ? null : new CompiledTable(node, columns, outputs, otherwise, ranks);
    }

    private CompiledColumn? Column(DecisionTable table, int column, ColumnIndex? index)
    {
        var input = table.Inputs[column];
        if (compiler.Compile(input.Expression, scope) is not { } expression)
            return null;
        var register = expression is RegisterCode known ? known.Register : compiler.NewRegister();
        var values = input.Values is { IsAny: false } listed ? Listed(listed, register) : null;
        var keys = index is null ? null : KeyColumn.Of(index, table.Rules.Count);
        if (values is null && input.Values is { IsAny: false })
            return null;
        var residuals = new Code?[table.Rules.Count];
        for (var rule = 0; rule < residuals.Length; rule++)
        {
            var cell = table.Rules[rule].Tests[column];
            if (cell.IsAny || (keys is not null && !keys.IsAsked(rule)))
                continue;
            if (Cell(cell, register) is not { } test)
                return null;
            residuals[rule] = test;
        }

        var (nulls, hasCauses) = Nulls(table, column, residuals);
        return new CompiledColumn(
            register, expression is RegisterCode ? null : expression, values, keys, nulls, hasCauses, residuals);
    }

    private Code? Listed(UnaryTests values, int register) => KeyColumn.Of([values], options) is { HasAsked: false } keys
        ? new ListedCode(register, keys, values) : Cell(values, register);

    private CellCode? Cell(UnaryTests cell, int register) => compiler.Tests(cell.Tests, register, scope) is { } tests
        ? new CellCode(new MembershipCode(register, tests), cell.IsNegated) : null;

    // Constant cells are asked about null beforehand.
    private (ulong[] Rules, bool HasCauses) Nulls(DecisionTable table, int column, Code?[] residuals)
    {
        var rules = new ulong[(table.Rules.Count + 63) / 64];
        var hasCauses = false;
        for (var i = 0; i < residuals.Length; i++)
        {
            var run = new Run(options);
            var isLeft = residuals[i] is not null
                || table.Rules[i].Tests[column].Admits(FeelValue.Null, Frame.Global(run));
            hasCauses |= run.Diagnostics.Count > 0;
            rules[i / 64] |= isLeft ? 1UL << (i % 64) : 0;
        }

        return (rules, hasCauses);
    }

    private Code[]? Outputs(DecisionTable table)
    {
        var outputs = new Code[table.Rules.Count];
        for (var i = 0; i < outputs.Length; i++)
        {
            if (Combined(table, table.Rules[i].Outputs) is not { } output)
                return null;
            outputs[i] = output;
        }

        return outputs;
    }

    private Code? Combined(DecisionTable table, IEnumerable<Node> nodes)
    {
        if (compiler.All(nodes, scope) is not { } codes)
            return null;
        if (codes is [var only])
            return only;
        if (codes.All(c => c is ConstantCode))
        {
            return new ConstantCode(new ContextValue(codes.Select((c, i) =>
                KeyValuePair.Create(table.Outputs[i].Name, ((ConstantCode)c).Value))));
        }

        var steps = codes.Select(c => (Register: compiler.NewRegister(), c)).ToArray();
        return new BlockCode(steps, new ContextCode(
            [.. steps.Select((s, i) => (table.Outputs[i].Name, s.Register))]));
    }

    // Only literals have an order beforehand.
    private int[][]? Ranks(DecisionTable table)
    {
        var orders = table.Outputs.Select(o => o.Values?.Tests ?? []).ToList();
        var run = new Run(options);
        var areLiterals = orders.SelectMany(o => o).Concat(table.Rules.SelectMany(r => r.Outputs))
            .All(n => n is LiteralNode);
        if (!areLiterals)
            return null;
        int[][] ranks = [.. table.Rules.Select(r => DecisionTableNode.Ranks(r, orders, Frame.Global(run)))];
        return run.Diagnostics.Count == 0 ? ranks : null;
    }
}

/// <summary>Whether a register holds a value that a column lists.</summary>
internal sealed class ListedCode(int register, KeyColumn keys, UnaryTests values) : Code
{
    public override void Run(DecisionFrame frame, out Register result)
    {
        ref var value = ref frame[register];
        result = Register.Of(keys.IsOfKind(value) ? keys.Admits(keys.SegmentOf(value), 0)
            : values.Admits(value.ToValue(), Frame.Global(frame.Run)));
    }
}
