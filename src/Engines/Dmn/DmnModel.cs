using System.Collections.Concurrent;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn.Compiled;
using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Evaluation;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Syntax;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;
using Huoshui.Dmn.Xml;

namespace Huoshui.Dmn;

/// <summary>
/// 决策模型: a DMN model, compiled. Evaluating changes nothing in it, so that threads may share it.
/// </summary>
public sealed class DmnModel
{
    private readonly Definitions? _main;
    private readonly IReadOnlyList<Definitions> _all;
    private readonly DmnOptions _options;
    private readonly ConcurrentDictionary<DecisionElement, DecisionProgram?> _programs = [];

    private DmnModel(IReadOnlyList<Definitions> all, IReadOnlyList<Diagnostic> diagnostics, DmnOptions options,
        bool isWhole)
    {
        _all = all;
        _main = isWhole ? all[0] : null;
        _options = options;
        Diagnostics = diagnostics;
    }

    /// <summary>What is wrong with the model, in the order of its files and lines.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>There is no error. With errors in expressions, other decisions can still be evaluated.</summary>
    public bool Succeeded => Diagnostics.All(d => d.Severity != DiagnosticSeverity.Error);

    /// <summary>The XML and the imports could be read, so that decisions can be evaluated.</summary>
    public bool CanEvaluate => _main is not null;

    /// <summary>The names of the decisions of the first file, in its order.</summary>
    public IReadOnlyList<string> DecisionNames => Names<DecisionElement>();

    /// <summary>The names of the decision services of the first file, in its order.</summary>
    public IReadOnlyList<string> ServiceNames => Names<ServiceElement>();

    /// <summary>The names of the business knowledge models of the first file, in its order.</summary>
    public IReadOnlyList<string> KnowledgeNames => Names<KnowledgeElement>();

    /// <summary>The names of the input data of the first file, in its order.</summary>
    public IReadOnlyList<string> InputNames => Names<InputElement>();

    internal IReadOnlyList<Definitions> All => _all;

    /// <summary>Reads and compiles a model. Never throws for what is wrong in it.</summary>
    /// <param name="main">The model.</param>
    /// <param name="imported">Models that it imports, directly or through others; found by their namespaces.</param>
    /// <param name="options">Limits and clock; null for the defaults.</param>
    public static DmnModel Load(
        SourceText main, IReadOnlyList<SourceText>? imported = null, DmnOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        options ??= DmnOptions.Default;
        var diagnostics = new DiagnosticBag(options.MaxDiagnostics);
        SourceText[] sources = [main, .. imported ?? []];
        var documents = sources.Select(
            s => ModelDocument.Read(s, options, diagnostics)).OfType<ModelDocument>().ToList();
        var isRead = documents.Count == sources.Length;
        var all = documents.ConvertAll(d => new Definitions(d, options, diagnostics));
        foreach (var definitions in all)
            definitions.Link(all);
        foreach (var definitions in all)
            definitions.Declare();
        var isLinked = isRead && diagnostics.All(d => d.Severity != DiagnosticSeverity.Error);
        foreach (var definitions in all)
            Compile(definitions);
        return new DmnModel(all, Sorted(diagnostics.Items, sources), options, isRead && (isLinked || all.Count > 0));
    }

    /// <summary>Evaluates a decision, with all that it requires.</summary>
    /// <param name="name">Of the first file; of another one as <c>{namespace}name</c>.</param>
    /// <param name="inputs">
    /// By name of input data (or of a decision, whose logic is then not evaluated); of an imported model as
    /// <c>import.name</c> or <c>{namespace}name</c>. What is missing is null.
    /// </param>
    /// <param name="isExplained">Also tells which rules matched, and why the others did not.</param>
    /// <returns>Never null; the value null if there is no such decision.</returns>
    public DmnResult Evaluate(
        string name, IReadOnlyDictionary<string, FeelValue> inputs, bool isExplained = false) =>
        (isExplained ? null : Compiled(name, inputs)) ?? Interpret(name, inputs, isExplained);

    /// <summary>Compiles a decision for many evaluations.</summary>
    /// <param name="name">As for <see cref="Evaluate"/>.</param>
    /// <returns>Null if there is no such decision, or its requirements are circular.</returns>
    public PreparedDecision? Prepare(string name) =>
        Find<DecisionElement>(name) is { } decision && ProgramOf(decision) is { } program
            ? new PreparedDecision(this, name, program, _options) : null;

    /// <summary>The reference: evaluates by walking the nodes.</summary>
    internal DmnResult Interpret(string name, IReadOnlyDictionary<string, FeelValue> inputs, bool isExplained) =>
        Run(name, isExplained, run => Find<DecisionElement>(name) is { } decision
            ? new Evaluator(run, Given(inputs)).Decide(decision) : null);

    /// <summary>What an evaluation compares with what, in order; up to a limit that ends it.</summary>
    internal List<(Place At, FeelValue Left, FeelValue Right)> Compared(
        string name, IReadOnlyDictionary<string, FeelValue> inputs)
    {
        var run = new Run(_options) { Comparisons = [] };
        try
        {
            if (Find<DecisionElement>(name) is { } decision)
                new Evaluator(run, Given(inputs)).Decide(decision);
        }
        catch (LimitReachedException)
        {
            // What was compared so far will do.
        }

        return run.Comparisons;
    }

    /// <summary>How an input is called in <see cref="Evaluate"/>.</summary>
    internal string NameOf(Element element) => _main!.PathTo(element) is { } path
        ? string.Join('.', path) : $"{{{element.Home.Namespace}}}{element.Name}";

    internal DmnOptions Options => _options;

    internal DecisionElement? Decision(string name) => Find<DecisionElement>(name);

    internal InputElement? InputNamed(string name) => Find<InputElement>(name);

    private DecisionProgram? ProgramOf(DecisionElement decision) =>
        _programs.GetOrAdd(decision, d => DecisionProgram.Build(d, _options));

    // Null where the interpreter must tell: a cause, a decision that was given, logic that is not compiled.
    private DmnResult? Compiled(string name, IReadOnlyDictionary<string, FeelValue> inputs)
    {
        if (Find<DecisionElement>(name) is not { } decision || ProgramOf(decision) is not { IsWhole: true } program)
            return null;
        var given = Given(inputs);
        if (program.Decisions.Any(d => given(d) is not null))
            return null;
        var frame = new DecisionFrame(program.Inputs.Count, program.Registers, _options);
        for (var i = 0; i < program.Inputs.Count; i++)
        {
            if (given(program.Inputs[i]) is { } value)
                frame.Set(i, value);
        }

        try
        {
            program.Run(frame);
        }
        catch (LimitReachedException)
        {
            return null;
        }

        return frame.MayHaveCauses ? null : new DmnResult(frame.Value, [], null);
    }

    /// <summary>Invokes a decision service or a business knowledge model.</summary>
    /// <param name="name">Of the first file.</param>
    /// <param name="inputs">By name of input data, input decisions or parameters; what is missing is null.</param>
    /// <param name="isExplained">Also tells which rules matched, and why the others did not.</param>
    /// <returns>Never null; the value null if there is no such service.</returns>
    public DmnResult EvaluateService(
        string name, IReadOnlyDictionary<string, FeelValue> inputs, bool isExplained = false) =>
        Run(name, isExplained, run =>
        {
            var given = Given(inputs);
            if (Find<ServiceElement>(name) is { } service)
                return new ServiceFunction(service).Invoke(run, ServiceArguments(service, given));
            return Find<KnowledgeElement>(name) is { } knowledge
                && new Evaluator(run, given).FunctionOf(knowledge) is FunctionValue function
                ? function.Invoke(run, new Arguments([.. inputs.Values], [.. inputs.Keys], knowledge.At)) : null;
        });

    /// <summary>
    /// Looks at every decision table of the first file for gaps, overlaps, masked and redundant rules. What follows
    /// from
    /// variables, and null inputs, are not looked at.
    /// </summary>
    /// <returns>DMN5xxx, each with an example; errors where a rule breaks the hit policy.</returns>
    public IReadOnlyList<Diagnostic> Verify() =>
        [.. Tables().SelectMany(t => TableVerifier.Verify(t, _options))];

    private IEnumerable<DecisionTableNode> Tables() => (_main?.Elements ?? [])
        .Select(e => e switch
        {
            DecisionElement decision => decision.Logic,
            KnowledgeElement knowledge => knowledge.Function?.Body,
            _ => null,
        })
        .SelectMany(TablesIn);

    private static IEnumerable<DecisionTableNode> TablesIn(Node? node) => node switch
    {
        null => [],
        DecisionTableNode table => [table],
        _ => node.Children.SelectMany(TablesIn),
    };

    /// <summary>Reads inputs from a JSON object: texts become dates, times and durations where the model says so,
    /// numbers
    /// keep all their digits.</summary>
    /// <param name="inputs">Names of input data (or decisions) with their values.</param>
    public IReadOnlyDictionary<string, FeelValue> ReadInputs(JsonElement inputs) => inputs.EnumerateObject()
        .ToDictionary(p => p.Name, p => JsonValues.Read(p.Value, InputType(p.Name)), StringComparer.Ordinal);

    /// <summary>Reads the text of one input by the type that the model declares for it; without one it is a string.
    /// </summary>
    /// <param name="name">Of an input data or decision.</param>
    /// <param name="text">The text.</param>
    /// <param name="path">Names of members, from the outside in, where the text is a part of a context.</param>
    public FeelValue ReadInput(string name, string text, IReadOnlyList<string>? path = null) =>
        JsonValues.Typed(text, (path ?? []).Aggregate(InputType(name), JsonValues.MemberType));

    private FeelType InputType(string name) =>
        ((Element?)Find<InputElement>(name) ?? Find<DecisionElement>(name))?.Type ?? FeelType.Any;

    private static void Compile(Definitions definitions)
    {
        foreach (var element in definitions.Elements)
        {
            _ = element.Type;
            (element as DecisionElement)?.Compile();
        }
    }

    private static List<Diagnostic> Sorted(IReadOnlyList<Diagnostic> diagnostics, SourceText[] sources) =>
        [.. diagnostics.OrderBy(d => Array.IndexOf(sources, d.Source)).ThenBy(d => d.Span?.Start ?? 0)];

    private static Arguments ServiceArguments(ServiceElement service, Func<Element, FeelValue?> given)
    {
        var present = service.Inputs.Select(i => (i.Name, Value: given(i))).Where(i => i.Value is not null).ToList();
        return new Arguments([.. present.Select(p => p.Value!)], [.. present.Select(p => p.Name)], service.At);
    }

    private string[] Names<T>()
        where T : Element => [.. _main?.Elements.OfType<T>().Select(e => e.Name) ?? []];

    private T? Find<T>(string name)
        where T : Element
    {
        var wanted = NameCharacters.Normalized(name);
        return _main?.Elements.OfType<T>().FirstOrDefault(e => e.Name == wanted)
            ?? (_main is null || !wanted.StartsWith('{') ? null : _all.SelectMany(d => d.Elements.OfType<T>())
                .FirstOrDefault(e => $"{{{e.Home.Namespace}}}{e.Name}" == wanted));
    }

    internal Func<Element, FeelValue?> Given(IReadOnlyDictionary<string, FeelValue> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var byName = new Dictionary<string, FeelValue>(StringComparer.Ordinal);
        foreach (var (name, value) in inputs)
            byName[NameCharacters.Normalized(name)] = value;
        return element =>
        {
            if (byName.TryGetValue($"{{{element.Home.Namespace}}}{element.Name}", out var exact))
                return exact;
            var path = _main!.PathTo(element);
            return path is null ? null : byName.GetValueOrDefault(string.Join('.', path)) ?? Inside(byName, path)
                ?? byName.GetValueOrDefault(element.Name);
        };
    }

    // An imported input may also be given inside a context with the name of the import.
    private static FeelValue? Inside(Dictionary<string, FeelValue> inputs, IReadOnlyList<string> path) =>
        path.Skip(1).Aggregate(inputs.GetValueOrDefault(path[0]), (owner, name) =>
            owner is ContextValue context && context.TryGet(name, out var value) ? value : null);

    private DmnResult Run(string name, bool isExplained, Func<Run, FeelValue?> evaluate)
    {
        var recorder = isExplained ? new ExplanationRecorder() : null;
        var run = new Run(_options) { Recorder = recorder };
        FeelValue value;
        try
        {
            value = evaluate(run) ?? run.Fail(Diagnostic.Error(
                "DMN1013", $"模型中没有“{name}”。", $"The model has no '{name}'.",
                _main?.Document.Source, new SourceSpan(0, 0)));
        }
        catch (LimitReachedException exception)
        {
            run.Add(exception.Diagnostic);
            value = FeelValue.Null;
        }

        return new DmnResult(value, run.Diagnostics, recorder?.Result);
    }
}

/// <summary>求值结果: a value, why parts of it are null, and how it came about.</summary>
/// <param name="Value">Never a CLR null.</param>
/// <param name="Diagnostics">The causes of nulls (warnings) and limits that were reached (errors), in order.</param>
/// <param name="Explanation">Null unless it was asked for.</param>
public sealed record DmnResult(FeelValue Value, IReadOnlyList<Diagnostic> Diagnostics, Explanation? Explanation);
