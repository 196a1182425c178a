using Huoshui.Vtl.Plan;

namespace Huoshui.Vtl.Sql;

internal sealed partial class RelationWriter
{
    // The query sees its operands as table expressions under its own names for them. They are given names of no script
    // first: an operand may have the name of the table that it reads.
    private string RoutineText(RoutineRows routine)
    {
        var given = routine.Operands.Select((o, i) => $"{_dialect.Outer($"vtl operand {i}")} AS (" +
            $"SELECT {string.Join(", ", o.Rows.Components.Select(c => Outwards(c.Name)))} " +
            $"FROM {Source(o.Rows)})").ToList();
        var named = routine.Operands.Select(
            (o, i) => $"{_dialect.Outer(o.Name)} AS (SELECT * FROM {_dialect.Outer($"vtl operand {i}")})").ToList();
        string With(List<string> parts) => parts.Count == 0 ? string.Empty : $"WITH {string.Join(", ", parts)} ";
        var query = $"({With(given)}SELECT * FROM ({With(named)}SELECT * FROM (\n{routine.Sql}\n)))";
        string Typed(Component c, string value) =>
            $"{_dialect.Cast(value, ScalarType.Of(c))} AS {_dialect.Name(c.Name)}";
        return routine.IsScalar
            ? $"SELECT {Typed(routine.Components[0], query)}"
            : $"SELECT {string.Join(", ", routine.Components.Select(c => Typed(c, _dialect.Outer(c.Name))))} " +
                $"FROM {query}";
    }
}
