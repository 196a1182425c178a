using Huoshui.Dmn.Decisions;
using Huoshui.Dmn.Feel.Functions;
using Huoshui.Dmn.Feel.Nodes;
using Huoshui.Dmn.Feel.Values;
using Huoshui.Dmn.Tables;

namespace Huoshui.Dmn.Compiled;

/// <summary>
/// Makes code of nodes. Null for what stays with the interpreter: loops, filters, functions as values, what reads the
/// clock, recursion.
/// </summary>
internal sealed class NodeCompiler(DmnOptions options, int firstRegister)
{
    private const int MaxCodes = 20_000;
    private const int MaxInlined = 20;

    private readonly Stack<Element> _open = [];

    /// <summary>Registers that are in use.</summary>
    public int Registers { get; private set; } = firstRegister;

    /// <summary>Codes that were made: none of them runs twice in one evaluation.</summary>
    public int Codes { get; private set; }

    public int NewRegister() => Registers++;

    public Code? Compile(Node node, CompileScope scope)
    {
        if (++Codes > MaxCodes)
            return null;
        return node switch
        {
            LiteralNode literal => new ConstantCode(literal.Value),
            BrokenNode => new BrokenCode(),
            GroupNode group => Compile(group.Content, scope),
            NameNode name => scope.Find(name.Name) is { Function: null } found ? new RegisterCode(found.Register) : null,
            ConvertedNode converted => Converted(converted, scope),
            ArithmeticNode or LogicNode or ComparisonNode or RangeNode => Binary(node, scope),
            NegationNode negation => Compile(negation.Operand, scope) is { } operand
                ? new NegationCode(negation, operand) : null,
            BetweenNode between => All([between.Operand, between.Low, between.High], scope) is [var a, var b, var c]
                ? new BetweenCode(a, b, c) : null,
            IfNode choice => All([choice.Condition, choice.Then, choice.Otherwise], scope) is [var a, var b, var c]
                ? new IfCode(a, b, c, choice.IsBoxed) : null,
            InstanceOfNode { Tested: { } type } instance => Compile(instance.Operand, scope) is { } operand
                ? new InstanceCode(operand, type) : null,
            PathNode path => Compile(path.Owner, scope) is { } owner ? new PathCode(path, owner) : null,
            ListNode list => All(list.Items, scope) is { } items ? new ListCode(items) : null,
            ContextNode context => Context(context, scope),
            InNode membership => Membership(membership, scope),
            CallNode call => Call(call, scope),
            DecisionTableNode table => new CompiledTableBuilder(this, options, scope).Build(table),
            _ => null,
        };
    }

    /// <summary>All of them, or null.</summary>
    public Code[]? All(IEnumerable<Node> nodes, CompileScope scope)
    {
        var codes = new List<Code>();
        foreach (var node in nodes)
        {
            if (Compile(node, scope) is not { } code)
                return null;
            codes.Add(code);
        }

        return [.. codes];
    }

    private Code? Converted(ConvertedNode node, CompileScope scope)
    {
        var content = Compile(node.Content, scope);
        return content is null || TypeCode.IsIdentity(node.Type) ? content
            : new TypeCode(content, node.Type, node.At, options);
    }

    private Code? Binary(Node node, CompileScope scope)
    {
        if (All(node.Children, scope) is not [var left, var right])
            return null;
        return node switch
        {
            ArithmeticNode arithmetic => new ArithmeticCode(arithmetic, left, right),
            LogicNode logic => new LogicCode(left, right, logic.IsAnd),
            ComparisonNode comparison => new ComparisonCode(comparison.Kind, left, right),
            _ => new RangeCode((RangeNode)node, left, right),
        };
    }

    private BlockCode? Context(ContextNode node, CompileScope outer)
    {
        var scope = new CompileScope(outer);
        var steps = new List<(int, Code)>();
        var members = new List<(string, int)>();
        foreach (var entry in node.Entries)
        {
            if (Compile(entry.Value, scope) is not { } value)
                return null;
            var register = NewRegister();
            steps.Add((register, value));
            members.Add((entry.Name, register));
            scope.Variable(entry.Name, register);
        }

        if (node.Result is null)
            return new BlockCode([.. steps], new ContextCode([.. members]));
        return Compile(node.Result, scope) is { } result ? new BlockCode([.. steps], result) : null;
    }

    private BlockCode? Membership(InNode node, CompileScope outer)
    {
        if (Compile(node.Operand, outer) is not { } operand)
            return null;
        var register = NewRegister();
        return Tests(node.Tests, register, outer) is { } tests
            ? new BlockCode([(register, operand)], new MembershipCode(register, tests)) : null;
    }

    /// <summary>Tests of the value in a register; null if one of them cannot be compiled.</summary>
    public TestCode[]? Tests(IReadOnlyList<Node> tests, int register, CompileScope outer)
    {
        var scope = new CompileScope(outer);
        scope.Variable("?", register);
        var codes = new List<TestCode>();
        foreach (var test in tests)
        {
            var comparison = test as UnaryComparisonNode;
            if (Compile(comparison?.Operand ?? test, scope) is not { } code)
                return null;
            codes.Add(new TestCode(code, comparison?.Kind, test.UsesInput));
        }

        return [.. codes];
    }

    private Code? Call(CallNode node, CompileScope scope)
    {
        if (node.Function is not NameNode name || All(node.Arguments, scope) is not { } arguments)
            return null;
        if (scope.Find(name.Name) is { } found)
        {
            return found.Function is KnowledgeElement { Function: { } function } knowledge
                ? Inlined(node, knowledge, function, arguments) : null;
        }

        return name.Name is not ("now" or "today") && BuiltinFunctions.Find(name.Name) is { } builtin
            ? new BuiltinCode(builtin, node, arguments) : null;
    }

    private InvocationCode? Inlined(
        CallNode node, KnowledgeElement knowledge, KnowledgeFunction function, Code[] arguments)
    {
        if (_open.Contains(knowledge) || _open.Count >= MaxInlined || Ordered(node, function, arguments) is not { } values)
            return null;
        _open.Push(knowledge);
        var scope = new CompileScope(null);
        foreach (var required in knowledge.Requirements.Functions.Where(f => f.Home == knowledge.Home))
            scope.Function(required);
        var bound = new List<(int, Code, Code)>();
        foreach (var (parameter, value) in function.Parameters.Zip(values))
        {
            var register = NewRegister();
            var converted = TypeCode.IsIdentity(parameter.Type) ? new RegisterCode(register)
                : (Code)new TypeCode(new RegisterCode(register), parameter.Type, node.At, options);
            bound.Add((register, value, converted));
            scope.Variable(parameter.Name, register);
        }

        var isInReach = knowledge.Requirements.Functions.All(f => f.Home == knowledge.Home);
        var body = isInReach ? Compile(function.Body, scope) : null;
        _open.Pop();
        return body is null ? null : new InvocationCode([.. bound], body);
    }

    private static Code[]? Ordered(CallNode node, KnowledgeFunction function, Code[] arguments)
    {
        if (node.Names is not { } names)
            return arguments.Length == function.Parameters.Count ? arguments : null;
        var values = new Code[function.Parameters.Count];
        Array.Fill(values, new ConstantCode(FeelValue.Null));
        for (var i = 0; i < names.Count; i++)
        {
            var at = function.Parameters.ToList().FindIndex(p => p.Name == names[i]);
            if (at < 0)
                return null;
            values[at] = arguments[i];
        }

        return values;
    }
}
