using Huoshui.Warehouse.ClickHouse;

namespace Huoshui.Portal;

/// <summary>Reads where facts are computed from settings (docs/operator/cluster.md).</summary>
internal static class FactSettings
{
    /// <summary>The servers: <c>HUOSHUI_FACTS</c> or <c>HUOSHUI_FACTS_FILE</c> (its first line), with the password of
    /// <c>HUOSHUI_FACTS_PASSWORD</c> or <c>HUOSHUI_FACTS_PASSWORD_FILE</c> before one in the address; null for the
    /// embedded engine.</summary>
    /// <param name="url">What the command line says; before the environment. <c>embedded</c> means none.</param>
    /// <param name="setting">The value of a name; null for none.</param>
    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static FactServers? From(string? url, Func<string, string?> setting)
    {
        url ??= setting("HUOSHUI_FACTS") ?? FirstLine("HUOSHUI_FACTS_FILE", setting);
        if (url is null or "embedded")
            return null;
        var password = setting("HUOSHUI_FACTS_PASSWORD") ?? FirstLine("HUOSHUI_FACTS_PASSWORD_FILE", setting);
        try
        {
            return FactServers.Parse(url, password);
        }
        catch (FactsException wrong)
        {
            throw new SettingException($"--facts / HUOSHUI_FACTS: {wrong.Message}", wrong);
        }
    }

    private static string? FirstLine(string name, Func<string, string?> setting)
    {
        if (setting(name) is not { } file)
            return null;
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault() is { Length: > 0 } line
            ? line.Trim()
            : throw new SettingException($"{name} 应为已有的文件，首行有内容 / must be a file whose first line says it");
    }
}
