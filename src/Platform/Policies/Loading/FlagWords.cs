using Huoshui.Diagnostics;

namespace Huoshui.Policies.Loading;

/// <summary>What people write for true and false; a pack has only these two words.</summary>
internal static class FlagWords
{
    private static readonly string[] Yes = ["是", "有", "对", "真", "yes", "y", "1", "on", "t", "√"];
    private static readonly string[] No = ["否", "无", "没有", "不是", "假", "no", "n", "0", "off", "f", "×"];

    /// <summary>What a word most likely means; null if nobody can tell.</summary>
    public static bool? Meant(string text) => Yes.Contains(text, StringComparer.OrdinalIgnoreCase) ? true
        : No.Contains(text, StringComparer.OrdinalIgnoreCase) ? false : null;

    /// <summary>The message about a word that is neither true nor false.</summary>
    /// <param name="name">The key or column.</param>
    /// <param name="text">What stands there.</param>
    public static LocalizedText NoFlag(string name, string text) => Meant(text) is { } meant
        ? new LocalizedText($"{name} 写的是“{text}”：只写 true（是）或 false（否），这里改成 {(meant ? "true" : "false")}",
            $"{name} is \"{text}\": write true or false, here {(meant ? "true" : "false")}")
        : new LocalizedText($"{name} 写的是“{text}”：只写 true（是）或 false（否）",
            $"{name} is \"{text}\": write true or false");
}
