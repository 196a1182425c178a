using Huoshui.Diagnostics;
using Huoshui.Vtl.Templates;

namespace Huoshui.Cli.VtlRuns;

/// <summary><c>huoshui vtl formulas</c>: a file of formulas as a script.</summary>
internal static class FormulaFile
{
    /// <summary>Writes the script, or says what is wrong with the file: then nothing is written.</summary>
    /// <param name="file">The formulas.</param>
    /// <param name="with">A script put before; null for none.</param>
    /// <param name="output">The script; null for standard output.</param>
    /// <param name="cells">What the data set of cells is called.</param>
    /// <returns>The exit code.</returns>
    public static int Write(FileInfo file, FileInfo? with, FileInfo? output, TemplateCells cells)
    {
        if (cells.Units.Count == 0)
            return Say.Wrong("huoshui vtl formulas: --unit 至少一个标识 / at least one identifier");
        try
        {
            var formulas = TemplateFormulas.Read(new SourceText(file.Name, File.ReadAllText(file.FullName)));
            foreach (var diagnostic in formulas.Diagnostics)
                Console.Error.WriteLine(CaretRenderer.Render(diagnostic, "zh") + "\n  " + diagnostic.Message.En);
            if (formulas.Diagnostics.Count > 0)
                return ExitCodes.InputFailed;
            var before = with is null ? string.Empty : File.ReadAllText(with.FullName).TrimEnd() + "\n\n";
            Put(output, before + formulas.ToVtl(cells));
            Console.Error.WriteLine($"{formulas.Count} 条公式 / formulas");
            return ExitCodes.Good;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Say.Wrong($"huoshui vtl formulas: {exception.Message}");
        }
    }

    private static void Put(FileInfo? output, string script)
    {
        if (output is null)
            Console.Out.Write(script);
        else
            File.WriteAllText(output.FullName, script);
    }
}
