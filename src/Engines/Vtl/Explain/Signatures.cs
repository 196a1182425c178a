using System.Collections.Frozen;

namespace Huoshui.Vtl.Explain;

/// <summary>An operator, clause or definition as it is written.</summary>
/// <param name="Name">Its word.</param>
/// <param name="Form">How it is written; square brackets hold what may be left out.</param>
internal sealed record Signature(string Name, string Form);

/// <summary>How operators, clauses and definitions are written (VTL 2.2 RM, the head of each operator); what they mean
/// stands in <see cref="OperatorWords"/>.</summary>
internal static class Signatures
{
    private const string Forms =
        """
        abs(op)
        aggr component := aggregate [{, component := aggregate}] [group by components] [having condition]
        apply expression
        avg(op [group by components])
        between(op, from, to)
        calc [role] component := expression [{, …}]
        case when condition then value [{when … then …}] else value
        cast(op, type [, mask])
        ceil(op)
        check(op [errorcode code] [errorlevel level] [imbalance op] [invalid|all])
        check_datapoint(op, ruleset [components …] [invalid|all|all_measures])
        check_hierarchy(op, ruleset [condition …] [rule component] [mode] [input] [output])
        count([op] [group by components])
        cross_join(op [as alias] {, op [as alias]} [clauses])
        current_date()
        dateadd(op, number, unit)
        datediff(op, op)
        dayofmonth(op)
        dayofyear(op)
        daytomonth(op)
        daytoyear(op)
        define operator name (parameter type [default constant]) returns type is expression end operator
        drop component [{, component}]
        eval(routine(operands) language "SQL" returns dataset {…})
        exists_in(op, op [, all|true|false])
        exp(op)
        fill_time_series(op [, single|all])
        filter condition
        first_value(op over (partition by … order by … [window]))
        floor(op)
        flow_to_stock(op)
        full_join(op [as alias] {, op [as alias]} [clauses])
        getmonth(op)
        getyear(op)
        hierarchy(op, ruleset [condition …] [rule component] [mode] [input] [output])
        if condition then value else value
        in {values}
        inner_join(op [as alias] {, op [as alias]} [using components] [clauses])
        instr(op, pattern [, start] [, occurrence])
        intersect(op, op [{, op}])
        isnull(op)
        keep component [{, component}]
        lag(op, offset [, default] over (partition by … order by …))
        last_value(op over (partition by … order by … [window]))
        lead(op, offset [, default] over (partition by … order by …))
        left_join(op [as alias] {, op [as alias]} [using components] [clauses])
        length(op)
        ln(op)
        log(op, base)
        lower(op)
        ltrim(op)
        match_characters(op, pattern)
        max(op [group by components])
        median(op [group by components])
        min(op [group by components])
        mod(op, divisor)
        monthtoday(op)
        not_in {values}
        nvl(op, value)
        period_indicator(op)
        pivot identifier, measure
        power(op, exponent)
        random(op, index)
        rank(over (partition by … order by …))
        ratio_to_report(op over (partition by …))
        rename component to component [{, component to component}]
        replace(op, pattern [, new])
        round(op [, digits])
        rtrim(op)
        setdiff(op, op)
        sqrt(op)
        stddev_pop(op [group by components])
        stddev_samp(op [group by components])
        stock_to_flow(op)
        string_distance(method, op, op)
        sub identifier = value [{, identifier = value}]
        substr(op [, start] [, length])
        sum(op [group by components])
        symdiff(op, op)
        time_agg(period [, op] [, first|last])
        timeshift(op, periods)
        trim(op)
        trunc(op [, digits])
        union(op, op [{, op}])
        unpivot identifier, measure
        upper(op)
        var_pop(op [group by components])
        var_samp(op [group by components])
        yeartoday(op)
        """;

    private static readonly FrozenSet<string> Names;

    static Signatures()
    {
        All = [.. Forms.Split('\n').Select(form => new Signature(WordOf(form), form))];
        Names = All.Select(s => s.Name).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Each once, by name.</summary>
    public static IReadOnlyList<Signature> All { get; }

    /// <summary>Whether a word has one.</summary>
    public static bool Has(string word) => Names.Contains(word);

    private static string WordOf(string form) => form[..form.AsSpan().IndexOfAny('(', ' ')];
}
