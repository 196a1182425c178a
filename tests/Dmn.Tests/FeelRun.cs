using Huoshui.Diagnostics;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Dmn.Tests;

/// <summary>Evaluates FEEL without a model.</summary>
internal static class FeelRun
{
    public static (FeelValue Value, IReadOnlyList<Diagnostic> Diagnostics) Evaluate(
        string text, DmnOptions? options = null, params (string Name, FeelValue Value)[] variables)
    {
        var run = new Run(options ?? DmnOptions.Default);
        var problems = new List<Diagnostic>();
        var scope = new Scope(Huoshui.Dmn.Decisions.BoxedCompiler.BuiltinScope);
        var frame = Frame.Global(run);
        foreach (var (name, value) in variables)
        {
            scope.Declare(name, value.Type);
            frame.Set(name, value);
        }

        var node = FeelParser.Expression(
            new FeelText(new SourceText("test", text), text), scope,
                Vocabulary.Standard(run.Options), problems);
        try
        {
            return (node.Evaluate(frame), [.. problems, .. run.Diagnostics]);
        }
        catch (LimitReachedException exception)
        {
            return (FeelValue.Null, [exception.Diagnostic]);
        }
    }

    public static string Shown(string text) => ValueText.Nested(Evaluate(text).Value);

    public static FeelNumber Number(string text) => FeelNumber.Parse(text)!.Value;
}
