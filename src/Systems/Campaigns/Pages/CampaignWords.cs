using Huoshui.Measures;
using Huoshui.Presentation;

namespace Huoshui.Systems.Campaigns.Pages;

/// <summary>How campaigns look on pages.</summary>
internal static class CampaignWords
{
    private const int MinutesOfHour = 60;

    /// <summary>万元 in the language of the page.</summary>
    public static string WanUnit => MeasureFormat.Current.UnitName(Unit.TenThousandYuan);

    /// <summary>An amount in 万元.</summary>
    public static string Wan(long fen) =>
        MeasureFormat.Current.Money(new Money(fen), Unit.TenThousandYuan, NumberStyle.Cell);

    /// <summary>A period.</summary>
    public static string Period(Campaign one) =>
        $"{MeasureFormat.Current.Date(one.From)} – {MeasureFormat.Current.Date(one.To)}";

    /// <summary>A time of the day.</summary>
    public static string Clock(int minute) => new TimeOnly(minute / MinutesOfHour, minute % MinutesOfHour).ToString(
        "HH:mm", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What a state means to the reader.</summary>
    public static Tone ToneOf(string state) => state switch
    {
        "running" => Tone.Good,
        "announced" => Tone.Info,
        "cancelled" => Tone.Bad,
        _ => Tone.Neutral,
    };

    /// <summary>What the state of a lead means to the reader.</summary>
    public static Tone ToneOfLead(string lead) => lead switch
    {
        LeadStates.Offered => Tone.Info,
        LeadStates.InWork => Tone.Info,
        _ => Tone.Neutral,
    };
}
