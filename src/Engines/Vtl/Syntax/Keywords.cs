using System.Collections.Frozen;

namespace Huoshui.Vtl.Syntax;

/// <summary>Reserved words of VTL 2.2 (VtlTokens.g4): as a name they must stand in single quotes.</summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> Reserved = (
        "abs aggr aggregate all all_measures always_null always_zero and any apply as asc attribute avg " +
        "between boolean by calc case cast ceil match_characters check check_datapoint check_hierarchy " +
        "component components computed condition count cross_join current current_date customPivot data " +
        "datapoint datapoint_on_variables datapoint_on_valuedomains dataset dataset_priority date dateadd " +
        "datediff dayofmonth dayofyear daytomonth daytoyear default define desc diff identifier drop " +
        "duration else end errorcode errorlevel eval except exists_in exp fill_time_series filter first " +
        "first_value float floor flow_to_stock following from full_join group having hierarchical " +
        "hierarchical_on_variables hierarchical_on_valuedomains hierarchy if imbalance in indexof " +
        "inner_join input instr integer intersect invalid is isnull keep key lag language last last_value " +
        "lower lead left_join length list ln log ltrim max measure median merge min mod getmonth " +
        "monthtoday non_null non_zero not not_in number nvl on operator or order output over partial_null " +
        "partial_zero partition period_indicator pivot point points power preceding propagation random " +
        "range rank ratio_to_report rename replace returns round rows rtrim rule rule_priority ruleset " +
        "scalar set setdiff single sqrt stddev_pop stddev_samp stock_to_flow string string_distance " +
        "structure sub substr sum symdiff then time time_agg time_period timeshift to trim trunc type " +
        "upper unbounded union unpivot using Value valuedomain var_pop var_samp variable viral when with " +
        "xor getyear yeartoday levenshtein damerau_levenshtein hamming jaro_winkler null true false")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    // Operators that keywords of the grammar name, called with plain arguments in round brackets.
    private static readonly FrozenSet<string> Operators = (
        "abs between ceil match_characters current_date dateadd datediff dayofmonth dayofyear daytomonth daytoyear " +
        "exists_in exp fill_time_series floor flow_to_stock instr intersect isnull length ln log lower ltrim mod " +
            "getmonth " +
        "monthtoday nvl period_indicator power random replace round rtrim setdiff sqrt stock_to_flow string_distance " +
        "substr symdiff time_agg timeshift trim trunc union upper getyear yeartoday")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Aggregates =
        "sum avg count median min max stddev_pop stddev_samp var_pop var_samp".Split(
            ' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Analytics =
        "first_value last_value lag lead rank ratio_to_report".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static readonly FrozenSet<string> ScalarTypes =
        "string integer number boolean date time time_period duration scalar".Split(
            ' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Operators with plain arguments in round brackets.</summary>
    public static IReadOnlyCollection<string> PlainOperators => Operators;

    /// <summary>Aggregate and analytic functions.</summary>
    public static IEnumerable<string> Functions => Aggregates.Concat(Analytics);

    /// <summary>Every reserved word.</summary>
    public static IReadOnlyCollection<string> All => Reserved;

    public static bool IsReserved(string word) => Reserved.Contains(word);

    public static bool IsPlainOperator(string word) => Operators.Contains(word);

    public static bool IsAggregate(string word) => Aggregates.Contains(word);

    public static bool IsAnalyticOnly(string word) => Analytics.Contains(word);
}
