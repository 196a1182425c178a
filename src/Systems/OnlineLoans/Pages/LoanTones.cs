using System.Globalization;
using Huoshui.Measures;
using Huoshui.Presentation;

namespace Huoshui.Systems.OnlineLoans.Pages;

/// <summary>What states mean to the reader, and how amounts are written.</summary>
internal static class LoanTones
{
    public static Tone Of(LoanState state) => state switch
    {
        LoanState.Received => Tone.Info,
        LoanState.Waiting or LoanState.InReview => Tone.Warn,
        LoanState.Refused or LoanState.Upheld => Tone.Bad,
        LoanState.Withdrawn => Tone.Neutral,
        _ => Tone.Good,
    };

    /// <summary>An amount in whole or exact 元, with the unit.</summary>
    public static string Yuan(long fen) =>
        MeasureFormat.Current.Exact(fen / 100m) + (CultureInfo.CurrentUICulture.Name == "en" ? " yuan" : "元");

    /// <summary>Minutes with one decimal; a dash for none.</summary>
    public static string Minutes(double? minutes) => minutes is { } number
        ? number.ToString("#,##0.0", CultureInfo.InvariantCulture) : MeasureFormat.Current.Missing(Absence.NotReported);
}
