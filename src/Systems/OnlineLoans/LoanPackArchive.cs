using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Huoshui.Operations;
using Huoshui.Policies;
using Huoshui.Policies.Decisions;
using Microsoft.EntityFrameworkCore;

namespace Huoshui.Systems.OnlineLoans;

/// <summary>
/// 策略档案: keeps the files of every pack version that decided, and loads them again for replay and explanation. Thread
/// safe.
/// </summary>
public sealed class LoanPackArchive(
    IDbContextFactory<OperationsContext> contexts, PolicyLibrary library, TimeProvider time) : IDisposable
{
    private const string ModelFile = "decision.dmn";

    /// <summary>Versions kept compiled at most, all archives of the process together.</summary>
    internal const int MaxCompiled = 100;

    // By the hash of the very bytes: the same bytes are the same decision, whoever asks.
    private static readonly ConcurrentDictionary<string, PackDecision> Compiled = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, PackDecision> _loaded = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _one = new(1);

    /// <summary>Keeps a version that has just decided, unless it is kept already.</summary>
    /// <returns>False when the files on disk are no longer those that decided: nothing may rest on it.</returns>
    public async Task<bool> KeepAsync(PolicyPack pack, string hash, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pack);
        if (_loaded.ContainsKey(hash))
            return true;
        await _one.WaitAsync(cancellationToken);
        try
        {
            return _loaded.ContainsKey(hash) || await KeepNewAsync(pack, hash, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The decision of a version that was kept; null if it is not there or was altered.</summary>
    public async Task<PackDecision?> FindAsync(string hash, CancellationToken cancellationToken)
    {
        if (_loaded.TryGetValue(hash, out var known))
            return known;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var version = await context.Set<LoanPackVersion>().AsNoTracking()
            .SingleOrDefaultAsync(v => v.PackHash == hash, cancellationToken);
        if (version is null || Load(version.PackId, version.Files, hash) is not { } decision)
            return null;
        return _loaded.GetOrAdd(hash, decision);
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    private async Task<bool> KeepNewAsync(PolicyPack pack, string hash, CancellationToken cancellationToken)
    {
        var files = Read(pack);
        if (Load(pack.Id, files, hash) is not { } decision)
            return false;
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await context.Set<LoanPackVersion>().AnyAsync(v => v.PackHash == hash, cancellationToken))
        {
            context.Add(new LoanPackVersion { PackHash = hash, PackId = pack.Id, Files = files, KeptAt = time.Now() });
            try
            {
                await context.SaveChangesAsync(cancellationToken);
            }
            catch (DbUpdateException error) when (StoreConflict.Of<LoanPackVersion>(error))
            {
                // another process kept the same bytes
            }
        }

        _loaded[hash] = decision;
        return true;
    }

    private string Read(PolicyPack pack)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(pack.Folder, "*", SearchOption.AllDirectories))
            files[$"{pack.Id}/{Path.GetRelativePath(pack.Folder, path).Replace('\\', '/')}"] = Text(path);
        if (pack.Decision!.Template is { } template)
        {
            var name = $"templates/{template}/{ModelFile}";
            files[name] = Text(Path.Combine(library.Folder, name));
        }

        return JsonSerializer.Serialize(files);
    }

    // A byte order mark is part of the bytes that were hashed.
    private static string Text(string path) => Encoding.UTF8.GetString(File.ReadAllBytes(path));

    // In a folder of its own, so that the loader reads it as it reads the policies; the hash tells if it is the same.
    private static PackDecision? Load(string packId, string files, string hash)
    {
        var bytes = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(packId + '\0' + files)));
        if (Compiled.TryGetValue(bytes, out var known))
            return HashOf(known) == hash ? known : null;
        if (Read(packId, files) is not { } decision || HashOf(decision) != hash)
            return null;
        if (Compiled.Count >= MaxCompiled)
            Compiled.Clear();
        Compiled[bytes] = decision;
        return decision;
    }

    private static PackDecision? Read(string packId, string files)
    {
        var folder = Directory.CreateTempSubdirectory("huoshui-pack-");
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "systems.yaml"), "{}\n");
            foreach (var (name, content) in JsonSerializer.Deserialize<Dictionary<string, string>>(files)!)
            {
                var path = Path.GetFullPath(Path.Combine(folder.FullName, name));
                if (!path.StartsWith(folder.FullName + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    return null;
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, content);
            }

            return PolicyLibrary.Load(folder.FullName).Pack(packId)?.Decision;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string HashOf(PackDecision decision)
    {
        using var none = JsonDocument.Parse("{}");
        return decision.Decide(new DecisionRequest(DateOnly.MinValue, none.RootElement)).PackHash;
    }
}
