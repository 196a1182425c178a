using Mono.Cecil;

namespace Huoshui.Tidy.Tests;

/// <summary>One type of our own that uses another, read from a compiled assembly (Razor components included).</summary>
internal sealed record CompiledReference(string From, string FromNamespace, string To, string ToNamespace)
{
    /// <summary>Every such pair in an assembly, once each.</summary>
    public static IReadOnlyList<CompiledReference> In(string assemblyPath)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(assemblyPath);
        return [.. assembly.MainModule.GetTypes()
            .Where(type => Outermost(type).Namespace.StartsWith("Huoshui.", StringComparison.Ordinal))
            .SelectMany(type => Used(type).SelectMany(Parts).Select(used => (type, used)))
            .Where(pair => Outermost(pair.used).Namespace.StartsWith("Huoshui.", StringComparison.Ordinal))
            .Select(pair => new CompiledReference(
                pair.type.FullName, Outermost(pair.type).Namespace, pair.used.FullName, Outermost(pair.used).Namespace))
            .Where(pair => !string.Equals(pair.FromNamespace, pair.ToNamespace, StringComparison.Ordinal))
            .Distinct()];
    }

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type;
    }

    private static IEnumerable<TypeReference> Used(TypeDefinition type)
    {
        var members = type.Fields.Select(field => field.FieldType)
            .Concat(type.Properties.Select(property => property.PropertyType))
            .Concat(type.Interfaces.Select(implemented => implemented.InterfaceType))
            .Concat(type.CustomAttributes.Select(attribute => attribute.AttributeType))
            .Concat(type.Methods.SelectMany(UsedBy));
        return type.BaseType is null ? members : members.Append(type.BaseType);
    }

    private static IEnumerable<TypeReference> UsedBy(MethodDefinition method)
    {
        var signature = method.Parameters.Select(parameter => parameter.ParameterType)
            .Append(method.ReturnType)
            .Concat(method.CustomAttributes.Select(attribute => attribute.AttributeType));
        return method.HasBody
            ? signature.Concat(method.Body.Variables.Select(variable => variable.VariableType))
                .Concat(method.Body.Instructions.SelectMany(instruction => UsedBy(instruction.Operand)))
            : signature;
    }

    private static IEnumerable<TypeReference> UsedBy(object? operand) => operand switch
    {
        TypeReference type => [type],
        GenericInstanceMethod generic => [generic.DeclaringType, .. generic.GenericArguments],
        MemberReference member when member.DeclaringType is not null => [member.DeclaringType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        GenericParameter => [],
        _ => [type],
    };
}
