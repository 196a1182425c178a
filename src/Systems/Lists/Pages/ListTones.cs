using Huoshui.Casework;
using Huoshui.Presentation;

namespace Huoshui.Systems.Lists.Pages;

/// <summary>What states mean to a reader.</summary>
internal static class ListTones
{
    public static Tone Of(ListState state) => state switch
    {
        ListState.Published => Tone.Info,
        ListState.Answered => Tone.Warn,
        ListState.Final => Tone.Good,
        _ => Tone.Neutral,
    };

    public static Tone Of(MemberState state) => state switch
    {
        MemberState.Kept => Tone.Good,
        MemberState.Candidate => Tone.Info,
        MemberState.Struck => Tone.Warn,
        _ => Tone.Neutral,
    };

    public static Tone Of(ListChange change) => change switch
    {
        ListChange.Joins => Tone.Good,
        ListChange.Leaves => Tone.Warn,
        _ => Tone.Neutral,
    };
}
