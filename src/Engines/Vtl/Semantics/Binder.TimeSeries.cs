using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>Operators over time series and periods (VTL 2.2 RM, Time operators).</summary>
internal sealed partial class Binder
{
    private const string Units = "ASQMWD";

    private Value TimeOperatorOf(Call call, Scope scope)
    {
        var name = call.Function.Text;
        if (name == "period_indicator")
            return PeriodIndicator(call, scope);
        if (name == "time_agg")
            return TimeAggregate(call, scope);
        var most = name is "flow_to_stock" or "stock_to_flow" ? 1 : 2;
        if (call.Arguments.Count < 1 || call.Arguments.Count > most)
            throw Fail(SemanticErrors.ArgumentCount(name, most == 1 ? "1" : "1–2", call.Arguments.Count, call.Place));
        var relation = BindDataset(call.Arguments[0], scope, name);
        var time = TimeIdentifier(relation, name, call.Place);
        return new DatasetValue(name switch
        {
            "timeshift" => new TimeSeries(relation, TimeOperator.Shift, time, ShiftOf(call, scope)),
            "fill_time_series" => new TimeSeries(relation, FillOf(call), time, 0),
            _ => new TimeSeries(
                NumericMeasures(relation, name, call.Place), name == "flow_to_stock" ? TimeOperator.FlowToStock
                : TimeOperator.StockToFlow, time, 0),
        });
    }

    private Component TimeIdentifier(Relation relation, string operation, Place place)
    {
        var found = relation.Identifiers.Where(
            c => c.Kind is ScalarKind.Time or ScalarKind.Date or ScalarKind.TimePeriod).ToList();
        return found.Count == 1 ? found[0] : throw Fail(SemanticErrors.TimeIdentifier(operation, place));
    }

    private long ShiftOf(Call call, Scope scope)
    {
        if (call.Arguments.Count == 2 &&
            BindScalar(call.Arguments[1], scope, "timeshift") is Constant { Value: long shift })
        {
            return shift;
        }

        throw Fail(SemanticErrors.BadArgument("timeshift", "需要整数常量", "an integer constant is needed", call.Place));
    }

    private TimeOperator FillOf(Call call) => call.Arguments.ElementAtOrDefault(1) switch
    {
        null or KeywordArgument { Word: "all" } => TimeOperator.FillAll,
        KeywordArgument { Word: "single" } => TimeOperator.FillSingle,
        _ => throw Fail(
            SemanticErrors.BadArgument("fill_time_series", "须为 single 或 all", "it must be single or all", call.Place)),
    };

    private Relation NumericMeasures(Relation relation, string operation, Place place)
    {
        foreach (var measure in relation.Measures)
        {
            if (!ScalarType.Of(measure).IsNumeric)
            {
                throw Fail(
                    SemanticErrors.WrongType(operation, "number", SemanticErrors.Text(ScalarType.Of(measure)), place));
            }
        }

        return relation.Measures.Any() ? relation : throw Fail(SemanticErrors.NoMeasure(operation, place));
    }

    private Value PeriodIndicator(Call call, Scope scope)
    {
        if (call.Arguments.Count > 1)
            throw Fail(SemanticErrors.ArgumentCount("period_indicator", "0–1", call.Arguments.Count, call.Place));
        if (call.Arguments.Count == 0)
        {
            var identifiers = scope.Row?.Components.Where(
                c => c is { Role: ComponentRole.Identifier, Kind: ScalarKind.TimePeriod }).ToList() ?? [];
            if (identifiers.Count != 1)
                throw Fail(SemanticErrors.TimeIdentifier("period_indicator", call.Place));
            return new ScalarValue(_scalars.Indicator(call.Place, scope.Row!.Find(identifiers[0].Name)!));
        }

        if (Bind(call.Arguments[0], scope) is not DatasetValue dataset)
        {
            return new ScalarValue(
                _scalars.Indicator(call.Place, BindScalar(call.Arguments[0], scope, "period_indicator")));
        }

        var rows = RowView.Of(dataset.Relation);
        var time = TimeIdentifier(dataset.Relation, "period_indicator", call.Place);
        var outputs = rows.Keep(c => c.Role == ComponentRole.Identifier).ToList();
        var indicator = _scalars.Indicator(call.Place, rows[time.Name]);
        outputs.Add(new Output(ScalarType.Duration.Named("duration_var", ComponentRole.Measure), indicator));
        outputs.AddRange(rows.Keep(c => c.Role == ComponentRole.ViralAttribute));
        return new DatasetValue(rows.Project(outputs));
    }

    /// <summary>time_agg of a value, a component, or the time identifier of a data set.</summary>
    private Value TimeAggregate(Call call, Scope scope)
    {
        var unit = UnitOf(call);
        var operand = call.Arguments.Skip(
            1).Where(a => a is not (Omitted or KeywordArgument or Literal { Kind: LiteralKind.String })).ToList();
        var isFirst = call.Arguments[^1] is KeywordArgument { Word: "first" };
        if (operand.Count == 0 && scope.Row is { } row)
            return new ScalarValue(_scalars.LargerPeriod(call.Place, OwnTime(row, call), unit, isFirst));
        if (operand.Count != 1)
            throw Fail(SemanticErrors.ArgumentCount("time_agg", "2–4", call.Arguments.Count, call.Place));
        if (Bind(operand[0], scope) is not DatasetValue dataset)
        {
            return new ScalarValue(
                _scalars.LargerPeriod(call.Place, BindScalar(operand[0], scope, "time_agg"), unit, isFirst));
        }

        var rows = RowView.Of(dataset.Relation);
        if (dataset.Relation.Measures.ToList() is [
            { Kind: ScalarKind.Time or ScalarKind.Date or ScalarKind.TimePeriod } measure])
        {
            return new DatasetValue(
                rows.Project(
                [.. rows.Keep(c => c.Role != ComponentRole.Attribute).Select(o => o.Component.Name == measure.Name
                ? o with { Value = _scalars.LargerPeriod(call.Place, o.Value, unit, isFirst) }
                : o)]));
        }

        var time = TimeIdentifier(dataset.Relation, "time_agg", call.Place);
        return new DatasetValue(
            rows.Project([.. rows.Keep(c => c.Role != ComponentRole.Attribute).Select(o => o.Component.Name == time.Name
            ? o with { Value = _scalars.LargerPeriod(call.Place, o.Value, unit, isFirst) }
            : o)]));
    }

    // ds[calc x := time_agg("A")]: the only time identifier of the data set, as with period_indicator.
    private Expr OwnTime(IRowNames row, Call call)
    {
        var found = row.Components.Where(c => c is
        {
            Role: ComponentRole.Identifier,
            Kind: ScalarKind.Time or ScalarKind.Date or ScalarKind.TimePeriod,
        }).ToList();
        return found.Count == 1 ? row.Find(found[0].Name)!
            : throw Fail(SemanticErrors.TimeIdentifier("time_agg", call.Place));
    }

    /// <summary>dateadd moves the time identifier of a data set; without one, its measure.</summary>
    private Value DateAddition(Call call, Scope scope)
    {
        var operands = call.Arguments.Select(a => Bind(a, scope)).ToList();
        if (operands is not [DatasetValue { Relation: var relation }, ScalarValue count, ScalarValue unit] ||
            !relation.Identifiers.Any(c => ScalarType.Of(c).IsTime))
        {
            return Apply("dateadd", call.Place, operands);
        }

        var time = TimeIdentifier(relation, "dateadd", call.Place);
        var rows = RowView.Of(relation);
        var moved = _scalars.Apply("dateadd", call.Place, [rows[time.Name], count.Expression, unit.Expression]);
        return new DatasetValue(rows.Project([.. rows.Keep(_ => true).Select(o => o.Component.Name == time.Name
            ? new Output(o.Component with { Kind = ScalarKind.Date }, moved) : o)]));
    }

    private string UnitOf(Call call)
    {
        if (call.Arguments.Count > 0 &&
            call.Arguments[0] is Literal { Kind: LiteralKind.String, Text: { Length: 1 } unit } &&
            Units.Contains(unit, StringComparison.Ordinal))
        {
            return unit;
        }

        throw Fail(SemanticErrors.BadArgument("time_agg", "第一个参数须为 A S Q M W D",
            "the first argument must be A, S, Q, M, W or D", call.Place));
    }

    /// <summary>group … time_agg(…): the operand with its time identifier converted, so that groups form on
    /// it.</summary>
    private Relation Converted(Relation relation, Grouping? grouping)
    {
        if (grouping?.TimeAgg is not { } call)
            return relation;
        var unit = UnitOf(call);
        var time = TimeIdentifier(relation, "time_agg", call.Place);
        var isFirst = call.Arguments[^1] is KeywordArgument { Word: "first" };
        var rows = RowView.Of(relation);
        return rows.Project([.. rows.Keep(_ => true).Select(o => o.Component.Name == time.Name
            ? o with { Value = _scalars.LargerPeriod(call.Place, o.Value, unit, isFirst) }
            : o)]);
    }
}
