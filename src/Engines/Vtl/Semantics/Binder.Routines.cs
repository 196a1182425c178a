using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>eval (VTL 2.2 RM, Evaluation of an external routine): a query of the host over its operands.</summary>
internal sealed partial class Binder
{
    /// <summary>The column of a scalar operand's one row.</summary>
    private const string ScalarColumn = "value";

    private Value RoutineOf(Eval eval, Assignment assignment)
    {
        if (!assignment.IsPersistent)
            throw Fail(SemanticErrors.EvalAlone(eval.Place));
        if (!string.Equals(eval.Language, "SQL", StringComparison.OrdinalIgnoreCase))
            throw Fail(SemanticErrors.NotYet($"language \"{eval.Language}\"", eval.Place));
        if (!symbols.Routines.TryGetValue(eval.Routine.Text, out var routine))
            throw Fail(SemanticErrors.UnknownRoutine(eval.Routine.Text, eval.Routine.Place));
        if (eval.Arguments.Count != routine.Parameters.Count)
        {
            throw Fail(SemanticErrors.ArgumentCount(
                routine.Name, $"{routine.Parameters.Count}", eval.Arguments.Count, eval.Place));
        }

        var operands = routine.Parameters.Zip(eval.Arguments, (name, a) => new RoutineOperand(name, OperandOf(a)))
            .ToList();
        if (eval.Returns is { } type && ScalarKindOf(type.Base) is { } kind)
        {
            var value = new Component(ScalarColumn, ComponentRole.Measure, kind);
            return new ScalarValue(new ScalarQuery(
                new RoutineRows(routine.Sql, operands, IsScalar: true, [value]), new ScalarType(kind)));
        }

        return new DatasetValue(new RoutineRows(routine.Sql, operands, IsScalar: false, ReturnedBy(eval)));
    }

    private Relation OperandOf(Expression argument) => Bind(argument, Scope.Module) switch
    {
        DatasetValue dataset => dataset.Relation,
        ScalarValue { Expression: var value } => new Select(
            [], [new Output(value.Type.Named(ScalarColumn, ComponentRole.Measure), value)]),
        _ => throw Fail(SemanticErrors.DatasetExpected("eval", argument.Place)),
    };

    private List<Component> ReturnedBy(Eval eval)
    {
        var components = eval.Returns is { Base: "dataset" } type ? ParameterType.Of(type).Structure() : null;
        if (components is not { Count: > 0 })
        {
            throw Fail(SemanticErrors.BadArgument(
                "eval", "returns 须为标量类型，或写明每个成分的数据集，如 dataset {identifier<integer> Id_1, measure<number> Me_1}",
                "returns must be a scalar type, or a data set with each of its components, for example " +
                    "dataset {identifier<integer> Id_1, measure<number> Me_1}",
                eval.Place));
        }

        if (components.GroupBy(c => c.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Fail(SemanticErrors.DuplicateComponent(twice.Key, eval.Place));
        return components;
    }
}
