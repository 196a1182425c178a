using System.Globalization;
using Huoshui.Measures;
using Huoshui.Presentation;
using Huoshui.Systems.Visits.Loans;

namespace Huoshui.Systems.Visits.Pages;

/// <summary>What states mean to the reader, and how amounts are written.</summary>
internal static class VisitTones
{
    /// <summary>The tone of a state of a case.</summary>
    public static Tone Of(string state) => state switch
    {
        "granted" or "partly" or "drawn" => Tone.Good,
        "returned" or "cultivation" or "disputed" => Tone.Warn,
        "refused" => Tone.Bad,
        "withdrawn" => Tone.Neutral,
        _ => Tone.Info,
    };

    /// <summary>The tone of a comparison with a filed loan.</summary>
    public static Tone Of(LoanVerdict verdict) => verdict switch
    {
        LoanVerdict.Equal => Tone.Good,
        LoanVerdict.AmountDiffers => Tone.Warn,
        LoanVerdict.FiledAsRenewal => Tone.Neutral,
        LoanVerdict.Awaiting => Tone.Info,
        _ => Tone.Bad,
    };

    /// <summary>The tone of an outcome of a visit.</summary>
    public static Tone OfOutcome(Visit visit) => visit.NeedFen is not null ? Tone.Good
        : visit.IsCounted ? Tone.Neutral : Tone.Warn;

    /// <summary>An amount in exact 元, with the unit.</summary>
    public static string Yuan(long fen) =>
        MeasureFormat.Current.Exact(fen / 100m) + (CultureInfo.CurrentUICulture.Name == "en" ? " yuan" : "元");

    /// <summary>An amount in 万元, without the unit.</summary>
    public static string Wan(long fen) =>
        MeasureFormat.Current.Money(new Money(fen), Unit.TenThousandYuan, NumberStyle.Cell);

    /// <summary>万元, for the header of a column.</summary>
    public static string WanUnit => MeasureFormat.Current.UnitName(Unit.TenThousandYuan);
}
