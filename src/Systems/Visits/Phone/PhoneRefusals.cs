using Huoshui.Diagnostics;

namespace Huoshui.Systems.Visits.Phone;

/// <summary>Why the server refuses a phone or a photo: each code stands in
/// <c>docs/reference/visit-diagnostics.md</c>.</summary>
internal static class PhoneRefusals
{
    public static Diagnostic UnknownDevice { get; } = Diagnostic.Error("VIS1040",
        "这台手机没有在您的账号下登记，或已退出；请登录后重新登记这台手机。",
        "This phone is not registered for your account, or has signed out; sign in and register it again.");

    public static Diagnostic Revoked { get; } = Diagnostic.Error("VIS1041",
        "这台手机已被停用，本机的走访记录已清除；找回的手机请登录后重新登记。",
        "This phone was revoked and its records are wiped; a phone that was found again is registered anew.");

    public static Diagnostic TooManyDevices { get; } = Diagnostic.Error("VIS1042",
        $"一个账号最多登记 {PhoneLimits.Devices} 台手机；请先在“走访手机”里停用不再使用的。",
        $"An account has {PhoneLimits.Devices} phones at most; revoke those no longer used under Visit phones.");

    public static Diagnostic OtherClock(DateTimeOffset sent, DateTimeOffset now, int minutes) => Diagnostic.Error(
        "VIS1043",
        $"手机报的时间（{Local(sent)}）与服务器（{Local(now)}）相差超过 {minutes} 分钟；没有登记，记录仍在手机里。"
        + "请核对手机的日期和时间，再同步一次。",
        $"The phone's time ({Local(sent)}) and the server's ({Local(now)}) differ by more than {minutes} minutes. "
        + "Nothing was recorded and nothing is lost: check the phone's date and time and sync again.");

    public static Diagnostic TooMany(int sent) => Diagnostic.Error("VIS1044",
        $"一次最多同步 {PhoneLimits.BatchVisits} 条，这次是 {sent} 条；请分几次交。",
        $"One request holds {PhoneLimits.BatchVisits} visits at most, this one {sent}; send several.");

    public static Diagnostic NoForm { get; } = Diagnostic.Error("VIS1045",
        "请求没有带本页的校验码，或登录已过期；请重新登录，记录仍在手机里。",
        "The request lacks the token of its page, or the session is over; sign in again, nothing is lost.");

    private static string Local(DateTimeOffset at) => VisitPolicy.LocalOf(at)
        .ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
