using Huoshui.Presentation;
using Huoshui.Systems.Returns.Uploads;
using Huoshui.Warehouse;

namespace Huoshui.Systems.Returns.Pages;

/// <summary>What states mean to the reader.</summary>
internal static class Tones
{
    public static Tone Of(FilingState state) => state switch
    {
        FilingState.Preparing => Tone.Neutral,
        FilingState.CheckFailed or FilingState.Returned => Tone.Bad,
        FilingState.AwaitingReview or FilingState.AwaitingSignature => Tone.Warn,
        FilingState.Filed => Tone.Info,
        _ => Tone.Good,
    };

    public static Tone Of(TableState? state) => state switch
    {
        TableState.Uploaded or TableState.Zero => Tone.Good,
        TableState.NotApplicable => Tone.Neutral,
        _ => Tone.Warn,
    };

    public static Tone Of(FilingRequestState state) => state switch
    {
        FilingRequestState.Open => Tone.Warn,
        FilingRequestState.Approved => Tone.Good,
        FilingRequestState.Refused => Tone.Bad,
        _ => Tone.Neutral,
    };

    public static Tone Of(ExplanationVerdict verdict) => verdict switch
    {
        ExplanationVerdict.Accepted => Tone.Good,
        ExplanationVerdict.Rejected => Tone.Bad,
        _ => Tone.Info,
    };

    public static Tone Of(UploadState state) => state switch
    {
        UploadState.Done => Tone.Good,
        UploadState.Refused => Tone.Bad,
        _ => Tone.Info,
    };
}
