using System.Globalization;
using Huoshui.AuditTree;
using Huoshui.TransparencyLogVerifier.Notes;

namespace Huoshui.Portal;

/// <summary>Reads where the audit tree lies and how often it is signed (docs/operator/audit.md).</summary>
internal static class AuditSettings
{
    private const int LongestSeconds = 3_600;

    /// <summary>Options of settings; what is not right is told with its name.</summary>
    /// <param name="dataFolder">The data folder, an absolute path.</param>
    /// <param name="setting">The value of a name; null for none.</param>
    /// <exception cref="SettingException">A value cannot be used.</exception>
    public static AuditTreeOptions From(string dataFolder, Func<string, string?> setting)
    {
        var options = AuditTreeOptions.Of(dataFolder);
        return options with
        {
            SignedState = setting("HUOSHUI_AUDIT_STATE") is { } state ? Path.GetFullPath(state) : options.SignedState,
            Passphrase = setting("HUOSHUI_AUDIT_PASSPHRASE_FILE") is { } file ? FirstLine(file) : null,
            Origin = setting("HUOSHUI_AUDIT_ORIGIN") is { } origin ? Origin(origin) : null,
            CheckpointInterval = setting("HUOSHUI_AUDIT_SECONDS") is { } seconds
                ? Seconds(seconds) : options.CheckpointInterval,
            Witnesses = [.. (setting("HUOSHUI_AUDIT_WITNESSES") ?? string.Empty)
                .Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Witness)],
        };
    }

    private static string FirstLine(string file) =>
        File.Exists(file) && File.ReadLines(file).FirstOrDefault() is { Length: > 0 } line
        ? line : throw Wrong("HUOSHUI_AUDIT_PASSPHRASE_FILE", "首行为口令的文件", "a file whose first line is the passphrase");

    private static string Origin(string text) => Checkpoint.IsOrigin(text) ? text
        : throw Wrong("HUOSHUI_AUDIT_ORIGIN", "日志名称，不含空白与加号", "a name without blanks and plus signs");

    private static TimeSpan Seconds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds is >= 1 and <= LongestSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw Wrong("HUOSHUI_AUDIT_SECONDS", "1 至 3600", "1 to 3600");

    // https://w.example/prefix=name+hash+key: a key has no '=' before its Base64.
    private static AuditWitness Witness(string text)
    {
        var parts = text.Split('=', 2);
        return parts.Length == 2 && Uri.TryCreate(parts[0], UriKind.Absolute, out var address)
            && VerifierKey.TryParse(parts[1]) is { Kind: SignatureKind.Cosignature } key
            ? new AuditWitness(address, key)
            : throw Wrong("HUOSHUI_AUDIT_WITNESSES", "以空格分隔的 地址=公钥", "ADDRESS=VKEY, several between blanks");
    }

    private static SettingException Wrong(string name, string zh, string en) =>
        new($"{name} 应为{zh} / must be {en}");
}
