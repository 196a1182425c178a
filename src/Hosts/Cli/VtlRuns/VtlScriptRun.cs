using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Vtl;

namespace Huoshui.Cli.VtlRuns;

/// <summary>What stands beside the script on the command line, as written.</summary>
internal sealed record VtlScriptOptions(string[] Inputs, string[] Structures, string[] Routines, bool Extensions)
{
    public SqlDialect Dialect { get; init; }
}

/// <summary>What the command line says of a cluster.</summary>
/// <param name="IsExplained">Whether each step is told.</param>
/// <param name="Shards">NAME=COLUMN.</param>
/// <param name="Replicated">Inputs that every node holds whole.</param>
/// <param name="Cluster">Its name in <c>remote_servers</c>; null for the SQL of one server.</param>
internal sealed record ClusterOptions(bool IsExplained, string[] Shards, string[] Replicated, string? Cluster);

/// <summary>A script with its input files, as the command line names them.</summary>
internal static class VtlScriptRun
{
    private sealed record InputFile(string Name, string? Path, DataStructure Structure);

    /// <summary>Compiles, runs and writes one CSV a persistent result (or a result, when none is persistent).</summary>
    /// <returns>The exit code.</returns>
    public static int Run(FileInfo script, VtlScriptOptions options, DirectoryInfo output)
    {
        try
        {
            var files = Files(options.Inputs, options.Structures);
            if (files.FirstOrDefault(f => f.Path is null) is { } lacking)
            {
                return Say.Wrong($"huoshui vtl run: 输入 {lacking.Name} 没有数据文件；请给出 --input {lacking.Name}=数据.csv / " +
                    $"input {lacking.Name} has no data file; give --input");
            }

            var named = files.Select(f => f.Path!).Prepend(script.FullName);
            if (named.FirstOrDefault(path => !File.Exists(path)) is { } missing)
                return Say.Wrong($"huoshui vtl run: 没有文件 {missing}；请检查路径 / there is no such file; check the path");
            output.Create();
            using var execution = new VtlExecution([.. files.Select(f => f.Path!)], output.FullName);
            if (Prepare(script, files, options, execution) is not { } module)
                return ExitCodes.InputFailed;
            foreach (var result in module.Results)
                Write(execution, result, output);
            return ExitCodes.Good;
        }
        catch (Exception exception) when (
            exception is IOException or FormatException or JsonException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui vtl run: {exception.Message}");
        }
        catch (VtlLoadException exception)
        {
            Console.Error.WriteLine(CaretRenderer.Render(exception.Diagnostic, "zh") + "\n  " + exception.Message);
            return ExitCodes.InputFailed;
        }
        catch (VtlRuntimeException exception)
        {
            Console.Error.WriteLine($"huoshui vtl run: {exception.Error.Message.Zh}\n  {exception.Error.Message.En}");
            return ExitCodes.InputFailed;
        }
    }

    /// <summary>Prints the SQL of every result and of every check.</summary>
    /// <param name="script">The script.</param>
    /// <param name="options">What it reads.</param>
    /// <param name="cluster">What of each result stays on the nodes of a cluster.</param>
    /// <returns>The exit code.</returns>
    public static int PrintSql(FileInfo script, VtlScriptOptions options, ClusterOptions cluster)
    {
        try
        {
            if (cluster.Cluster is not null && options.Dialect != SqlDialect.ClickHouse)
            {
                return Say.Wrong("huoshui vtl sql: --cluster 只用于 --dialect clickhouse / " +
                    "--cluster is for --dialect clickhouse only");
            }

            var layout = LayoutOf(cluster);
            if (Compile(script, Files(options.Inputs, options.Structures), options) is not { } module)
                return ExitCodes.InputFailed;
            foreach (var result in module.Results)
                Console.Out.WriteLine(Text(result.Name, result.Sql, () => result.OnCluster(layout), cluster));
            foreach (var check in module.Checks)
                Console.Out.WriteLine(Text(check.Name, check.FindingsSql, () => check.OnCluster(layout), cluster));
            return ExitCodes.Good;
        }
        catch (Exception exception) when (
            exception is IOException or FormatException or JsonException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui vtl sql: {exception.Message}");
        }
    }

    /// <summary>Prints where each column of the results comes from.</summary>
    /// <param name="script">The script.</param>
    /// <param name="options">What it reads.</param>
    /// <param name="column"><c>RESULT#COLUMN</c>; null for all.</param>
    /// <param name="isJson">True for JSON.</param>
    /// <returns>The exit code.</returns>
    public static int PrintLineage(FileInfo script, VtlScriptOptions options, string? column, bool isJson)
    {
        try
        {
            return Compile(script, Files(options.Inputs, options.Structures), options) is { } module
                ? ScriptLineage.Print(module, column, isJson) : ExitCodes.InputFailed;
        }
        catch (Exception exception) when (
            exception is IOException or FormatException or JsonException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui vtl lineage: {exception.Message}");
        }
    }

    private static string Text(string name, string sql, Func<ClusterPlan> plan, ClusterOptions cluster)
    {
        var steps = cluster.IsExplained ? Told(plan().Steps) : string.Empty;
        return $"-- {name}\n{steps}{(cluster.Cluster is { } c ? plan().Statement(c) : sql)};\n";
    }

    private static string Told(IReadOnlyList<ClusterStep> steps) => steps.Count == 0
        ? "-- 各节点自行完成 / on each node by itself\n"
        : string.Concat(steps.Select(s => $"-- {s.Result}: {s.Told.Zh} / {s.Told.En}\n"));

    private static ClusterLayout LayoutOf(ClusterOptions cluster) => new()
    {
        Shards = cluster.Shards.Select(Pair).ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal),
        Replicated = cluster.Replicated.ToHashSet(StringComparer.Ordinal),
    };

    // The script is compiled while the data are loaded; only the codes of a pivot wait for them. Errors of the script
    // are told first.
    private static VtlModule? Prepare(
        FileInfo script, List<InputFile> files, VtlScriptOptions options, VtlExecution execution)
    {
        using var stop = new CancellationTokenSource();
        var loading = Task.Run(() => files.ForEach(f => execution.Load(f.Structure, f.Path!, stop.Token)), stop.Token);
        try
        {
            var module = Compile(script, files, options, sql =>
            {
                loading.GetAwaiter().GetResult();
                return execution.Codes(sql);
            }, isRun: true);
            if (module is not null)
                loading.GetAwaiter().GetResult();
            return module;
        }
        finally
        {
            stop.Cancel();
            _ = Task.WhenAny(loading).GetAwaiter().GetResult(); // nobody closes the database under it
        }
    }

    private static VtlModule? Compile(
        FileInfo script, List<InputFile> files, VtlScriptOptions options,
        Func<string, IReadOnlyList<string>>? codes = null, bool isRun = false)
    {
        var source = new SourceText(script.Name, File.ReadAllText(script.FullName));
        var module = VtlCompiler.Compile(
            [source],
            new VtlInputs
            {
                Datasets = [.. files.Select(f => f.Structure)],
                Routines = [.. options.Routines.Select(RoutineFile.Load)],
                Extensions = options.Extensions,
                PivotCodes = codes,
                PersistentOnly = isRun,
                Dialect = options.Dialect,
            });
        foreach (var diagnostic in module.Diagnostics)
            Console.Error.WriteLine(CaretRenderer.Render(diagnostic, "zh") + "\n  " + diagnostic.Message.En);
        return module.Succeeded ? module : null;
    }

    private static void Write(VtlExecution execution, VtlResult result, DirectoryInfo output)
    {
        execution.Write(result, Path.Combine(output.FullName, result.Name + ".csv"));
        var components = result.Structure.Components.Select(ComponentText.Of).ToList();
        File.WriteAllText(
            Path.Combine(output.FullName, result.Name + ".json"),
                JsonSerializer.Serialize(new StructureFile(components), VtlJson.Options));
    }

    private static List<InputFile> Files(string[] inputs, string[] structures)
    {
        var known = structures.Select(Pair).ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        var files = new List<InputFile>();
        foreach (var (name, value) in inputs.Select(Pair))
        {
            var comma = known.ContainsKey(name) ? -1 : value.LastIndexOf(',');
            var structure = known.GetValueOrDefault(name)
                ?? (comma > 0 ? value[(comma + 1)..] : Path.ChangeExtension(value, ".json"));
            files.Add(new InputFile(name, comma > 0 ? value[..comma] : value, StructureFile.Load(structure, name)));
        }

        files.AddRange(known.Where(k => files.TrueForAll(f => f.Name != k.Key))
            .Select(k => new InputFile(k.Key, null, StructureFile.Load(k.Value, k.Key))));
        return files;
    }

    private static (string Name, string Value) Pair(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (text[..at], text[(at + 1)..])
            : throw new FormatException($"{text}: 应为 名称=文件 / expected NAME=FILE");
    }
}
