using System.Text.Json;

namespace Huoshui.Cli.Demo;

/// <summary>What a demo folder was made with; lies in the folder as demo.json.</summary>
internal sealed record DemoState(decimal Scale, int Seed, bool IsComplete)
{
    private const string FileName = "demo.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The state of a folder; null if it is no demo.</summary>
    public static DemoState? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return File.Exists(path) ? JsonSerializer.Deserialize<DemoState>(File.ReadAllBytes(path), Json) : null;
    }

    public void Write(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var next = path + ".next";
        File.WriteAllBytes(next, JsonSerializer.SerializeToUtf8Bytes(this, Json));
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Why a demo of this scale and seed cannot use the folder; null if it can.</summary>
    public string? Conflict(string folder)
    {
        var there = Read(folder);
        if (there is null)
        {
            return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
                ? $"{folder} 不是空文件夹，也不是演示数据；请用 --data 另选一个 / {folder} is neither empty nor a demo: choose another with --data"
                : null;
        }

        return there.Scale == Scale && there.Seed == Seed
            ? null
            : $"{folder} 里是规模 {there.Scale}、种子 {there.Seed} 的演示；请用同样的参数，或用 --data 另选一个 / "
                + $"{folder} holds a demo of scale {there.Scale} and seed {there.Seed}: use the same, or another --data";
    }
}
