using Huoshui.Diagnostics;
using Huoshui.Dmn;

namespace Huoshui.Cli.DmnRuns;

/// <summary><c>huoshui dmn export</c> and <c>import</c>: a decision table as xlsx and back.</summary>
internal static class SheetRun
{
    /// <summary>Writes a table as a workbook.</summary>
    public static int Export(FileInfo model, string decision, FileInfo target, string language)
    {
        if (MissingFile.Told("huoshui dmn export", [model]) is { } wrong)
            return wrong;
        try
        {
            var rows = DecisionTableSheet.Export(ModelRun.Source(model), decision);
            if (rows.Diagnostics.Count > 0)
                return Told(rows.Diagnostics, language);
            using var buffer = new MemoryStream();
            TableWorkbook.Write(buffer, rows.Rows);
            File.WriteAllBytes(target.FullName, buffer.ToArray());
            var count = rows.Rows.Count;
            Console.Out.WriteLine(language == "en" ? $"{count} rows: {target}" : $"{count} 行：{target}");
            return ExitCodes.Good;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui dmn export: {Failure.Line(error)}");
        }
    }

    /// <summary>Reads a sheet back into a model.</summary>
    /// <returns>Input failed with errors in cells; the target is then not written.</returns>
    public static int Import(FileInfo model, string decision, (FileInfo From, FileInfo To) files, string language)
    {
        if (MissingFile.Told("huoshui dmn import", [model, files.From]) is { } wrong)
            return wrong;
        try
        {
            var source = ModelRun.Source(model);
            var outcome = DecisionTableSheet.Import(source, decision, TableWorkbook.Read(files.From.FullName));
            foreach (var diagnostic in outcome.Diagnostics)
                Console.Error.WriteLine(diagnostic.ToLine(language));
            if (outcome.Model is not { } written)
                return ExitCodes.InputFailed;
            File.WriteAllText(files.To.FullName, written.Content);
            var isSame = written.Content == source.Content;
            Console.Out.WriteLine((isSame, language) switch
            {
                (true, "en") => $"nothing changed: {files.To}",
                (true, _) => $"没有改动：{files.To}",
                (false, "en") => $"written: {files.To}; next: huoshui dmn verify {files.To}",
                (false, _) => $"已写入：{files.To}；接着可运行 huoshui dmn verify {files.To}",
            });
            return ExitCodes.Good;
        }
        catch (InvalidDataException error)
        {
            return Say.Wrong($"{files.From}：{error.Message}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui dmn import: {Failure.Line(error)}");
        }
    }

    private static int Told(IReadOnlyList<Diagnostic> diagnostics, string language)
    {
        foreach (var diagnostic in diagnostics)
            Console.Error.WriteLine(diagnostic.ToLine(language));
        return ExitCodes.InputFailed;
    }
}
