using System.Text.Json.Nodes;
using Huoshui.Cli.Logs;
using Huoshui.Systems.CrossBorderData;
using Huoshui.TransparencyLogVerifier;
using Huoshui.TransparencyLogVerifier.Contents;
using Huoshui.TransparencyLogVerifier.Notes;
using Huoshui.TransparencyLogVerifier.Packages;

namespace Huoshui.Cli.Border;

/// <summary>Reads what the commands of the border are given, and says what is wrong with it.</summary>
internal static class BorderFiles
{
    /// <summary>One vkey of a file.</summary>
    public static VerifierKey Key(string path)
    {
        var keys = LogAccess.ReadKeys([path]);
        return keys.Count == 1 ? keys[0] : throw new InvalidDataException($"{path} 应只有一个公钥 / must hold one vkey");
    }

    /// <summary>Values of fields: an object of JSON; null if no file is named.</summary>
    public static JsonObject? Fields(string? path)
    {
        if (path is null)
            return null;
        var (bytes, problem) = CanonicalJson.Canonicalise(File.ReadAllBytes(path));
        return bytes is not null && JsonNode.Parse(bytes) is JsonObject fields ? fields
            : throw new InvalidDataException($"{path}：应为 JSON 对象 / must be an object of JSON. {problem?.En}");
    }

    /// <summary>A trust file.</summary>
    public static TrustBundle Trust(string path) => TrustBundle.TryRead(File.ReadAllBytes(path))
        ?? throw new InvalidDataException($"{path} 不是信任文件，请用 huoshui border trust 生成 / is no trust file: make it with "
            + "huoshui border trust");

    /// <summary>A package.</summary>
    public static PackageParts Package(byte[] zip, string path)
    {
        var (parts, refusal) = PackageParts.Read(zip);
        return parts ?? throw new InvalidDataException($"{path}：{Line(refusal!)}");
    }

    /// <summary>The notes of a kind with their proofs, from folders that providers publish.</summary>
    public static List<LoggedNote> Notes(IEnumerable<string> folders, string start)
    {
        var notes = new List<LoggedNote>();
        foreach (var folder in folders)
        {
            if (!Directory.Exists(folder))
                throw new InvalidDataException($"--published {folder} 不是文件夹 / is no folder");
            foreach (var note in Directory.EnumerateFiles(folder, start + "*.note").Order(StringComparer.Ordinal))
            {
                if (Pair(note) is { } pair)
                    notes.Add(pair);
            }
        }

        return notes;
    }

    // A pair that was replaced long ago goes: who reads the folder of a provider may come to it too late.
    private static LoggedNote? Pair(string note)
    {
        try
        {
            return new LoggedNote(
                File.ReadAllBytes(note), File.ReadAllBytes(Path.ChangeExtension(note, ".tlog-proof")));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Writes a file that must not be there yet: a package is never overwritten.</summary>
    public static void WriteNew(string path, byte[] content, BorderWords? words = null)
    {
        RequireNew(path, words ?? BorderWords.Both);
        File.WriteAllBytes(path, content);
    }

    /// <summary>Refuses a file that is there.</summary>
    public static void RequireNew(string path, BorderWords words)
    {
        if (File.Exists(path))
        {
            throw new InvalidDataException(words.In(
                $"{path} 已存在，请换一个名字", $"{path} is there already: choose another name"));
        }
    }

    /// <summary>The folder's or file's passphrase.</summary>
    public static string Passphrase(string folder, string? file, BorderWords? words = null) =>
        LogRuns.Require(new LogAccess(folder, file, null), words);

    /// <summary>The time of day in whole seconds, as records have it.</summary>
    public static DateTimeOffset Now() =>
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>A refusal as one line.</summary>
    public static string Line(Refusal refusal) => BorderWords.Both.Line(refusal);

    /// <summary>Prints a refusal and gives the exit code for an input that failed.</summary>
    public static int Refused(Refusal refusal, BorderWords? words = null)
    {
        Console.Error.WriteLine((words ?? BorderWords.Both).Line(refusal));
        return ExitCodes.InputFailed;
    }

    /// <summary>The profile of a provider, from its folder or a copy of its provider.json.</summary>
    public static ProviderProfile Profile(string path) => ProviderProfile.Read(ProfilePath(path));

    /// <summary>Where the profile of a provider lies: in its folder, or the file itself.</summary>
    public static string ProfilePath(string path) =>
        Directory.Exists(path) ? Path.Combine(path, "provider.json") : path;
}
