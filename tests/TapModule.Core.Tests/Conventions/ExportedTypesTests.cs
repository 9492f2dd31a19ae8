using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TapModule.Core.Tests.Conventions;

/// <summary>
/// PowerShell looks at every exported type of TapModule.dll when the module is imported. One that has a type of Core as its base, an
/// interface, an attribute, a field of value type or a public member's type makes the import load Core, or fail.
/// </summary>
public sealed class ExportedTypesTests
{
    private const TypeAttributes Visible = TypeAttributes.Public;

    [Theory]
    [InlineData("net8.0")]
    [InlineData("netstandard2.0")]
    public void No_exported_type_shows_a_type_of_Core_or_the_sandbox(string framework)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(BuiltAssembly.Folder("TapModule", framework), "TapModule.dll")));
        var metadata = file.GetMetadataReader();
        var names = new ForeignTypes(metadata);
        var exported = metadata.TypeDefinitions.Where(handle => (metadata.GetTypeDefinition(handle).Attributes & TypeAttributes.VisibilityMask) == Visible).ToList();

        Assert.Empty(
            from handle in exported
            let type = metadata.GetTypeDefinition(handle)
            from used in names.ShownBy(type)
            select $"{metadata.GetString(type.Name)} shows {used}");
        Assert.True(exported.Count > 40, "the test has looked at the cmdlets and the models");
    }

    /// <summary>Finds references to types of Core and the sandbox in what others can see of a type.</summary>
    private sealed class ForeignTypes(MetadataReader metadata) : ISignatureTypeProvider<ImmutableArray<string>, object?>
    {
        public List<string> ShownBy(TypeDefinition type)
        {
            var shown = new List<string>();
            if (!type.BaseType.IsNil) shown.AddRange(Of(type.BaseType));
            foreach (var implementation in type.GetInterfaceImplementations()) shown.AddRange(Of(metadata.GetInterfaceImplementation(implementation).Interface));
            AddAttributes(type.GetCustomAttributes());
            foreach (var field in type.GetFields().Select(metadata.GetFieldDefinition))
            {
                // A field that holds a value is laid out with the type; one that refers to an object is not.
                var signature = metadata.GetBlobReader(field.Signature);
                signature.ReadSignatureHeader();
                if (signature.ReadByte() == (byte)SignatureTypeKind.ValueType || (field.Attributes & FieldAttributes.FieldAccessMask) >= FieldAttributes.Family) shown.AddRange(field.DecodeSignature(this, null));
            }

            foreach (var method in type.GetMethods().Select(metadata.GetMethodDefinition).Where(method => (method.Attributes & MethodAttributes.MemberAccessMask) is MethodAttributes.Public or MethodAttributes.Family or MethodAttributes.FamORAssem))
            {
                var signature = method.DecodeSignature(this, null);
                shown.AddRange(signature.ReturnType.AddRange(signature.ParameterTypes.SelectMany(parameter => parameter)));
                AddAttributes(method.GetCustomAttributes());
            }

            foreach (var property in type.GetProperties().Select(metadata.GetPropertyDefinition)) AddAttributes(property.GetCustomAttributes());
            return shown;

            void AddAttributes(CustomAttributeHandleCollection attributes)
            {
                foreach (var attribute in attributes)
                {
                    if (metadata.GetCustomAttribute(attribute).Constructor is { Kind: HandleKind.MemberReference } constructor)
                        shown.AddRange(Of(metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent));
                }
            }
        }

        public ImmutableArray<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
        {
            var type = reader.GetTypeReference(handle);
            while (type.ResolutionScope.Kind == HandleKind.TypeReference) type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
            var assembly = type.ResolutionScope.Kind == HandleKind.AssemblyReference ? reader.GetString(reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) : "";
            return assembly is "TapModule.Core" or "TapModule.Sandbox" ? [$"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}"] : [];
        }

        public ImmutableArray<string> GetTypeFromSpecification(MetadataReader reader, object? context, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, context);

        public ImmutableArray<string> GetGenericInstantiation(ImmutableArray<string> genericType, ImmutableArray<ImmutableArray<string>> typeArguments) =>
            genericType.AddRange(typeArguments.SelectMany(argument => argument));

        public ImmutableArray<string> GetFunctionPointerType(MethodSignature<ImmutableArray<string>> signature) => signature.ReturnType.AddRange(signature.ParameterTypes.SelectMany(type => type));

        public ImmutableArray<string> GetModifiedType(ImmutableArray<string> modifier, ImmutableArray<string> unmodifiedType, bool isRequired) => modifier.AddRange(unmodifiedType);

        public ImmutableArray<string> GetArrayType(ImmutableArray<string> elementType, ArrayShape shape) => elementType;

        public ImmutableArray<string> GetByReferenceType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPinnedType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPointerType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetSZArrayType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetGenericMethodParameter(object? context, int index) => [];

        public ImmutableArray<string> GetGenericTypeParameter(object? context, int index) => [];

        public ImmutableArray<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

        public ImmutableArray<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [];

        private ImmutableArray<string> Of(EntityHandle entity) => entity.Kind switch
        {
            HandleKind.TypeReference => GetTypeFromReference(metadata, (TypeReferenceHandle)entity, 0),
            HandleKind.TypeSpecification => GetTypeFromSpecification(metadata, null, (TypeSpecificationHandle)entity, 0),
            _ => [],
        };
    }
}
