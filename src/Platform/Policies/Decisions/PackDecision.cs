using System.Collections.Concurrent;
using System.Text.Json;
using Huoshui.Diagnostics;
using Huoshui.Dmn;
using Huoshui.Dmn.Feel.Values;

namespace Huoshui.Policies.Decisions;

/// <summary>
/// The decision (决策) of a pack: a compiled model, the facts it asks for and the words of its answer. Immutable,
/// thread safe. The same pack, date and facts give the same answer, bit for bit.
/// </summary>
public sealed class PackDecision
{
    /// <summary>Days whose values are kept at most.</summary>
    internal const int MaxKeptDays = 1_000;

    private readonly DecisionHeader _header;
    private readonly Lazy<DmnModel> _model;
    private readonly Lazy<HashSet<string>> _reads;
    private readonly ParameterSet _parameters;
    private readonly Lazy<Dictionary<string, string>> _titles;
    private readonly Lazy<IReadOnlyDictionary<string, ReasonOrigin>> _origins;
    private readonly ConcurrentDictionary<DateOnly, DayValues> _days = new();

    internal PackDecision(DecisionHeader header, Lazy<DmnModel> model, ParameterSet parameters,
        IReadOnlyList<DatedTable> tables)
    {
        (_header, _model, _parameters, Tables) = (header, model, parameters, tables);
        _reads = new Lazy<HashSet<string>>(() => Compiled.InputNames.ToHashSet(StringComparer.Ordinal));
        _titles = new Lazy<Dictionary<string, string>>(Titles);
        _origins = new Lazy<IReadOnlyDictionary<string, ReasonOrigin>>(() => ReasonOrigins.Of(this, _parameters));
    }

    /// <summary>What the business date is: 签订日, 申请日, …</summary>
    public LocalizedText AsOfTitle => _header.AsOf;

    /// <summary>The facts it asks for, in the order of a form.</summary>
    public IReadOnlyList<DecisionFact> Facts => _header.Facts;

    /// <summary>The parts of its answer, in the order to show.</summary>
    public IReadOnlyList<DecisionOutput> Outputs => _header.Outputs;

    /// <summary>The words of its codes.</summary>
    public IReadOnlyList<DecisionWord> Wording => _header.Wording;

    /// <summary>What the pack claims of its decision, and <c>pack check</c> proves.</summary>
    public IReadOnlyList<PackClaim> Claims => _header.Claims;

    /// <summary>What counts as approval; null if the pack does not say.</summary>
    public PackApproval? Approval => _header.Approval;

    /// <summary>The pack's tables.</summary>
    public IReadOnlyList<DatedTable> Tables { get; }

    /// <summary>The template (模板) whose model it uses; null if the model is the pack's own.</summary>
    public string? Template => _header.Template;

    /// <summary>The model's file.</summary>
    public SourceText Model { get; internal init; } = new(string.Empty, string.Empty);

    internal string PackId { get; init; } = string.Empty;

    /// <summary>The version: hash of every file of the pack, and of its template.</summary>
    public string PackHash { get; internal init; } = string.Empty;

    internal DateOnly EffectiveFrom { get; init; }

    internal DateOnly? EffectiveTo { get; init; }

    internal string AnswerName => _header.Answer;

    internal DmnModel Compiled => _model.Value;

    /// <summary>Where the pack's header stands, for findings.</summary>
    internal SourceText Header { get; init; } = new(string.Empty, string.Empty);

    /// <summary>What is wrong with the model, and with how pack and model fit: what loading with
    /// <see cref="ModelLoading.AtOnce"/> finds. Compiles the model where that was not done yet.</summary>
    public IReadOnlyList<Diagnostic> Check() =>
    [
        .. Compiled.Diagnostics,
        .. Compiled.CanEvaluate ? DecisionLinks.Check(this, _header, _parameters, Header) : [],
    ];

    internal int KeptDays => _days.Count;

    /// <summary>Names of the model's input data.</summary>
    internal IReadOnlySet<string> Reads => _reads.Value;

    /// <summary>The words of a code; null if the pack has none.</summary>
    public DecisionWord? Word(string code) => Wording.FirstOrDefault(w => w.Code == code);

    /// <summary>What a code rests on: its condition, the facts and the thresholds; null if no rule of a table gives
    /// it.</summary>
    public ReasonOrigin? OriginOf(string code) => _origins.Value.GetValueOrDefault(code);

    /// <summary>What a decision of the model is about, in Chinese: its description, or its name.</summary>
    public string TitleOf(string decision) => _titles.Value.GetValueOrDefault(decision, decision);

    /// <summary>Decides. Never throws for what is in the facts: an unknown, missing or wrong fact is a diagnostic, and
    /// nothing is decided.</summary>
    public DecisionAnswer Decide(DecisionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var facts = new FactReader(_header.Facts).Read(request.Facts);
        var day = DayOf(request.AsOf);
        var problems = NotInForce(request.AsOf).Concat(facts.Diagnostics).Concat(day.Diagnostics).ToList();
        if (problems.Count > 0)
            return Answer(request, FeelValue.Null, problems, day) with { MissingFacts = facts.Missing };
        var inputs = new Dictionary<string, FeelValue>(day.Inputs, StringComparer.Ordinal);
        foreach (var fact in Facts)
            inputs[fact.Name] = FeelValue.Null;
        foreach (var (name, value) in Compiled.ReadInputs(request.Facts))
            inputs[name] = value;
        var result = Compiled.Evaluate(AnswerName, inputs, request.IsExplained);
        return Answer(request, result.Value, result.Diagnostics, day) with { Explanation = result.Explanation };
    }

    /// <summary>
    /// The smallest change of facts with which an answer that is no approval would be one.
    /// </summary>
    /// <param name="request">What was asked.</param>
    /// <param name="evaluationsMax">How long to look: evaluations; null for the engine's own limit.</param>
    /// <returns>Null if the pack does not say what approval is, nothing can be decided, or it is approved. Without
    /// changes the diagnostic says why: reasons that rest on immutable facts (PAK1039), or what the engine says.
    /// </returns>
    public NearestChange? NearestApproval(DecisionRequest request, int? evaluationsMax = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Approval is { } approval ? new ApprovalSearch(this, approval).Nearest(request, evaluationsMax) : null;
    }

    /// <summary>The model with the values of a day.</summary>
    internal DecisionVersion VersionOf(DateOnly asOf) => new(Compiled, AnswerName, DayOf(asOf).Inputs);

    /// <summary>Why nothing can be decided on a day; empty if it can.</summary>
    public IReadOnlyList<Diagnostic> Problems(DateOnly asOf) => [.. NotInForce(asOf), .. DayOf(asOf).Diagnostics];

    /// <summary>The facts of a request as inputs; those that are not given are null.</summary>
    internal Dictionary<string, FeelValue> InputsOf(JsonElement facts)
    {
        var inputs = Facts.ToDictionary(f => f.Name, _ => FeelValue.Null, StringComparer.Ordinal);
        foreach (var (name, value) in Compiled.ReadInputs(facts))
            inputs[name] = value;
        return inputs;
    }

    /// <summary>
    /// Decides for many at once, a column for each fact; each row as <see cref="Decide"/> would, but facts are not
    /// checked: the caller gives what is sound.
    /// </summary>
    /// <param name="asOf">The business date, of all.</param>
    /// <param name="facts">By name, all of one length; a fact without a column is null.</param>
    /// <param name="rows">That length.</param>
    /// <returns>Null when the pack is not in force on the day, or a parameter has no value.</returns>
    public DecisionBatch? DecideMany(DateOnly asOf, IReadOnlyDictionary<string, DecisionColumn> facts, int rows)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var day = DayOf(asOf);
        if (NotInForce(asOf).Any() || day.Diagnostics.Count > 0 || Compiled.Prepare(AnswerName) is not { } prepared)
            return null;
        DecisionColumn[] columns =
        [
            .. prepared.InputNames.Select(name => facts.GetValueOrDefault(name)
                ?? Constant(day.Inputs.GetValueOrDefault(name, FeelValue.Null), rows)),
        ];
        return prepared.EvaluateBatch(columns);
    }

    private static DecisionColumn Constant(FeelValue value, int rows) =>
        DecisionColumn.Values([.. Enumerable.Repeat(value, rows)]);

    private Dictionary<string, string> Titles() =>
        (ModelPieces.Parse(Model)?.Elements() ?? []).Where(e => e.Name.LocalName == "decision")
            .Select(e =>
                (Name: (string?)e.Attribute("name"),
                Title: e.Elements().FirstOrDefault(c => c.Name.LocalName == "description")?.Value))
            .Where(t => t.Name is not null && t.Title is not null)
            .DistinctBy(t => t.Name).ToDictionary(t => t.Name!, t => t.Title!, StringComparer.Ordinal);

    private DecisionAnswer Answer(
        DecisionRequest request, FeelValue value, IReadOnlyList<Diagnostic> diagnostics, DayValues day) =>
        new(PackId, PackHash, request.AsOf, value, diagnostics, day.Cited, null);

    // Whoever asks for one day after another must not fill the memory.
    private DayValues DayOf(DateOnly asOf)
    {
        if (_days.Count >= MaxKeptDays)
            _days.Clear();
        return _days.GetOrAdd(asOf, static (day, self) => new DayValues(self, self._parameters, day), this);
    }

    private IEnumerable<Diagnostic> NotInForce(DateOnly asOf)
    {
        if (asOf >= EffectiveFrom && (EffectiveTo is null || asOf <= EffectiveTo))
            yield break;
        var until = EffectiveTo is { } to ? $"{to:yyyy-MM-dd}" : "…";
        yield return Diagnostic.Error(
            PackCodes.NotInForce,
            $"{asOf:yyyy-MM-dd} 这一天政策包 {PackId} 不在有效期内（{EffectiveFrom:yyyy-MM-dd} 至 {until}）",
            $"pack {PackId} is not in force on {asOf:yyyy-MM-dd} (it is from {EffectiveFrom:yyyy-MM-dd} to {until})");
    }

    // What the model reads beside facts, for one day; kept, since a day's values never change.
    private sealed class DayValues
    {
        private readonly List<Diagnostic> _diagnostics = [];
        private readonly List<CitedParameter> _cited = [];

        public DayValues(PackDecision decision, ParameterSet parameters, DateOnly asOf)
        {
            Inputs[DecisionHeader.AsOfName] = FeelValue.From(asOf);
            foreach (var parameter in parameters.All.Where(p => decision.Reads.Contains(p.Name)))
                Add(parameter, asOf);
            foreach (var table in decision.Tables)
                Inputs[table.Name] = new ListValue([.. table.Rows.Where(r => r.IsInForce(asOf)).Select(Context)]);
        }

        public Dictionary<string, FeelValue> Inputs { get; } = new(StringComparer.Ordinal);

        public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

        public IReadOnlyList<CitedParameter> Cited => _cited;

        private void Add(Parameter parameter, DateOnly asOf)
        {
            if (parameter.ValueAt(asOf) is not { } value)
            {
                _diagnostics.Add(Diagnostic.Error(
                    PackCodes.ParameterWithoutValue,
                    $"参数“{parameter.Title.Zh}”（{parameter.Name}）在 {asOf:yyyy-MM-dd} 没有值，请在 parameters.yaml 里补上",
                    $"parameter {parameter.Name} has no value on {asOf:yyyy-MM-dd}; add it to parameters.yaml"));
                return;
            }

            var next = parameter.Values.FirstOrDefault(v => v.From > asOf);
            _cited.Add(new CitedParameter(parameter, value, next?.From.AddDays(-1)));
            Inputs[parameter.Name] = Feel(value.Value);
        }

        private static ContextValue Context(DatedRow row) =>
            new(row.Cells.Concat(
            [
                KeyValuePair.Create("in_force_from", (object?)row.From),
                    KeyValuePair.Create("in_force_to", (object?)row.To),
                KeyValuePair.Create("source", (object?)row.Source),
            ]).Select(c => KeyValuePair.Create(c.Key, Feel(c.Value))));

        private static FeelValue Feel(object? value) => value switch
        {
            null => FeelValue.Null,
            long whole => FeelValue.From(whole),
            decimal number => FeelValue.From(number),
            bool flag => FeelValue.From(flag),
            DateOnly date => FeelValue.From(date),
            _ => FeelValue.From((string)value),
        };
    }
}
