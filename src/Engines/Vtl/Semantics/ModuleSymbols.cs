using Huoshui.Vtl.Plan;
using Huoshui.Vtl.Syntax;

namespace Huoshui.Vtl.Semantics;

/// <summary>An assignment and how far it has been bound.</summary>
internal sealed class AssignmentSymbol(Assignment assignment)
{
    public Assignment Assignment { get; } = assignment;

    public bool IsOpen { get; set; }

    public bool IsDone { get; set; }

    /// <summary>Null until bound, and after an error.</summary>
    public Value? Value { get; set; }
}

/// <summary>Names that the scripts and the inputs define. Rules of 2.2 UM: statements may stand in any order.</summary>
internal sealed class ModuleSymbols
{
    /// <summary>Statements allowed in one compilation.</summary>
    public const int StatementLimit = 5_000;

    private readonly DiagnosticBag _diagnostics;
    private readonly HashSet<string> _propagationNames = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DefineViralPropagation> _domainPropagations = new(StringComparer.Ordinal);

    public ModuleSymbols(IReadOnlyList<Statement> statements, VtlInputs inputs, DiagnosticBag diagnostics)
    {
        _diagnostics = diagnostics;
        Inputs = inputs.Datasets.ToDictionary(
            d => d.Name, d => new InputScan(d.Name, d.Components), StringComparer.Ordinal);
        Constants = inputs.Constants.ToDictionary(c => c.Name, ConstantOf, StringComparer.Ordinal);
        Domains = inputs.ValueDomains.ToDictionary(d => d.Name, StringComparer.Ordinal);
        PivotCodes = inputs.PivotCodes;
        Dialect = inputs.Dialect;
        Extensions = inputs.Extensions;
        ExpressionLimit = inputs.ExpressionLimit;
        Functions = inputs.Functions.ToDictionary(f => f.Name, StringComparer.Ordinal);
        if (statements.Count > StatementLimit)
            diagnostics.Add(SemanticErrors.TooManyStatements(StatementLimit, statements[StatementLimit].Place));
        Routines = inputs.Routines.ToDictionary(r => r.Name, StringComparer.Ordinal);
        foreach (var statement in statements.Take(StatementLimit))
            Add(statement);
    }

    public Dictionary<string, AssignmentSymbol> Assignments { get; } = new(StringComparer.Ordinal);

    public List<AssignmentSymbol> AssignmentOrder { get; } = [];

    public Dictionary<string, DefineOperator> Operators { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DefineDatapointRuleset> Datapoints { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, DefineHierarchicalRuleset> Hierarchies { get; } = new(StringComparer.Ordinal);

    /// <summary>Viral propagations by the name of their variable.</summary>
    public Dictionary<string, DefineViralPropagation> Propagations { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, InputScan> Inputs { get; }

    public IReadOnlyDictionary<string, Constant> Constants { get; }

    public IReadOnlyDictionary<string, ValueDomain> Domains { get; }

    public IReadOnlyDictionary<string, HostFunction> Functions { get; }

    public IReadOnlyDictionary<string, SqlRoutine> Routines { get; }

    /// <summary>True where what goes beyond the standard is allowed.</summary>
    public int ExpressionLimit { get; }

    public bool Extensions { get; }

    /// <summary>Gives the values of a pivot's identifier; null where no data are at hand.</summary>
    public Func<string, IReadOnlyList<string>>? PivotCodes { get; }

    /// <summary>The database that the SQL is for.</summary>
    public SqlDialect Dialect { get; }

    public static Constant ConstantOf(VtlConstant constant)
    {
        var scale = constant.Value is decimal number ? (int?)number.Scale : null;
        return new Constant(constant.Value is int n ? (long)n : constant.Value, new ScalarType(constant.Kind, scale));
    }

    private void Add(Statement statement)
    {
        switch (statement)
        {
            case Assignment assignment:
                var symbol = new AssignmentSymbol(assignment);
                if (Inputs.ContainsKey(assignment.Target.Text) ||
                    (!Extensions && Constants.ContainsKey(assignment.Target.Text)))
                {
                    _diagnostics.Add(SemanticErrors.NameClash(assignment.Target.Text, assignment.Target.Place));
                }
                else if (TryAdd(Assignments, assignment.Target, symbol))
                {
                    AssignmentOrder.Add(symbol);
                }

                break;
            case DefineOperator definition:
                TryAdd(Operators, definition.Name, definition);
                break;
            case DefineDatapointRuleset ruleset:
                TryAdd(Datapoints, ruleset.Name, ruleset);
                break;
            case DefineHierarchicalRuleset ruleset:
                TryAdd(Hierarchies, ruleset.Name, ruleset);
                break;
            case DefineViralPropagation propagation:
                AddPropagation(propagation);
                break;
        }
    }

    // A rule on a value domain is checked, but no component of a structure names its domain here.
    private void AddPropagation(DefineViralPropagation propagation)
    {
        if (ViralPropagation.Defect(propagation) is { } defect)
            _diagnostics.Add(defect);
        else if (!_propagationNames.Add(propagation.Name.Text))
            _diagnostics.Add(SemanticErrors.Redefined(propagation.Name.Text, propagation.Name.Place));
        else if (propagation.OnValueDomain)
            TryAdd(_domainPropagations, propagation.Subject, propagation);
        else
            TryAdd(Propagations, propagation.Subject, propagation);
    }

    private bool TryAdd<T>(Dictionary<string, T> symbols, Name name, T symbol)
    {
        if (symbols.TryAdd(name.Text, symbol))
            return true;
        _diagnostics.Add(SemanticErrors.Redefined(name.Text, name.Place));
        return false;
    }
}
