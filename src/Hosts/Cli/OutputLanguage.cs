namespace Huoshui.Cli;

/// <summary>
/// Language of what a command prints: <c>--lang</c> where it is given, else that of the environment where it is English,
/// else Chinese. JSON and CSV for machines are the same in every language.
/// </summary>
internal static class OutputLanguage
{
    /// <summary>zh or en, as the environment of this process asks.</summary>
    public static string OfEnvironment() => Of(Environment.GetEnvironmentVariable);

    /// <summary>zh or en: the first of LC_ALL, LC_MESSAGES and LANG that is set decides (POSIX.1-2017, 8.2).</summary>
    /// <param name="variable">Value of an environment variable; null when it is not set.</param>
    public static string Of(Func<string, string?> variable)
    {
        string[] names = ["LC_ALL", "LC_MESSAGES", "LANG"];
        var locale = names.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return locale?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true ? "en" : "zh";
    }
}
