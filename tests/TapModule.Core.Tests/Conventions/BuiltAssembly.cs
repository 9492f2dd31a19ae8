using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace TapModule.Core.Tests.Conventions;

/// <summary>A built assembly, read as data: nothing of it is loaded.</summary>
internal sealed class BuiltAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _metadata;

    public BuiltAssembly(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _metadata = _file.GetMetadataReader();
        Name = Path.GetFileNameWithoutExtension(path);
    }

    public string Name { get; }

    public IEnumerable<string> References =>
        _metadata.AssemblyReferences.Select(handle => _metadata.GetString(_metadata.GetAssemblyReference(handle).Name));

    /// <summary>The folder where the build leaves a project's assembly, for the configuration that these tests are built in.</summary>
    public static string Folder(string project, string framework)
    {
        var tests = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository.Root, "src", project, "bin", tests.Parent!.Name, framework);
    }

    /// <summary>The members of other assemblies that this one uses, with each further assembly whose types they name.</summary>
    public IEnumerable<(string Member, string Owner, string TypeFrom)> ForeignSignatures() =>
        from handle in _metadata.MemberReferences
        let member = _metadata.GetMemberReference(handle)
        let owner = AssemblyOf(member.Parent)
        where owner.Length > 0
        from type in member.GetKind() == MemberReferenceKind.Field
            ? member.DecodeFieldSignature(new AssemblyNames(this), null)
            : Flatten(member.DecodeMethodSignature(new AssemblyNames(this), null))
        where type != owner
        select (_metadata.GetString(member.Name), owner, type);

    /// <summary>Full names of the types of other assemblies that this one names.</summary>
    public IEnumerable<string> ForeignTypes => _metadata.TypeReferences.Select(FullName);

    /// <summary>The members of other assemblies that this one uses, by the full name of their type.</summary>
    public IEnumerable<string> ForeignMembers =>
        from handle in _metadata.MemberReferences
        let member = _metadata.GetMemberReference(handle)
        where member.Parent.Kind == HandleKind.TypeReference
        select FullName((TypeReferenceHandle)member.Parent) + "." + _metadata.GetString(member.Name);

    /// <summary>Which namespaces of the assembly use which, and by which types. Namespaces of foreign names (polyfills) are left out.</summary>
    public IEnumerable<FolderUse> NamespaceUses()
    {
        var uses = new TypeUses(_file, _metadata);
        string FolderOf(TypeDefinitionHandle type) => _metadata.GetString(_metadata.GetTypeDefinition(type).Namespace);
        string NameOf(TypeDefinitionHandle type) => $"{FolderOf(type)}.{_metadata.GetString(_metadata.GetTypeDefinition(type).Name)}";
        bool IsOwn(TypeDefinitionHandle type) => FolderOf(type) == Name || FolderOf(type).StartsWith(Name + ".", StringComparison.Ordinal);
        return
            from type in _metadata.TypeDefinitions
            where _metadata.GetTypeDefinition(type).GetDeclaringType().IsNil && IsOwn(type)
            from used in uses.Of(type)
            where IsOwn(used) && FolderOf(used) != FolderOf(type)
            select new FolderUse(FolderOf(type), FolderOf(used), NameOf(type), NameOf(used));
    }

    public void Dispose() => _file.Dispose();

    private string FullName(TypeReferenceHandle handle)
    {
        var type = _metadata.GetTypeReference(handle);
        var space = _metadata.GetString(type.Namespace);
        return space.Length == 0 ? _metadata.GetString(type.Name) : $"{space}.{_metadata.GetString(type.Name)}";
    }

    private static ImmutableArray<string> Flatten(MethodSignature<ImmutableArray<string>> signature) =>
        [.. signature.ReturnType, .. signature.ParameterTypes.SelectMany(type => type)];

    private string AssemblyOf(EntityHandle handle)
    {
        switch (handle.Kind)
        {
            case HandleKind.TypeReference:
                return AssemblyOf(_metadata.GetTypeReference((TypeReferenceHandle)handle).ResolutionScope);
            case HandleKind.AssemblyReference:
                return _metadata.GetString(_metadata.GetAssemblyReference((AssemblyReferenceHandle)handle).Name);
            case HandleKind.TypeSpecification:
                // Of List<JsonElement> the list's own assembly: the element is an argument, and crosses no border.
                var specification = _metadata.GetTypeSpecification((TypeSpecificationHandle)handle);
                return specification.DecodeSignature(new AssemblyNames(this), null).FirstOrDefault("");
            default:
                return "";
        }
    }

    /// <summary>Turns a signature into the names of the assemblies whose types it names, the outermost type first.</summary>
    private sealed class AssemblyNames(BuiltAssembly assembly) : ISignatureTypeProvider<ImmutableArray<string>, object?>
    {
        public ImmutableArray<string> GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
            assembly.AssemblyOf(handle) is { Length: > 0 } name ? [name] : [];

        public ImmutableArray<string> GetGenericInstantiation(
            ImmutableArray<string> genericType, ImmutableArray<ImmutableArray<string>> typeArguments) =>
            [.. genericType, .. typeArguments.SelectMany(type => type)];

        public ImmutableArray<string> GetTypeFromSpecification(
            MetadataReader reader, object? genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public ImmutableArray<string> GetFunctionPointerType(MethodSignature<ImmutableArray<string>> signature) => Flatten(signature);

        public ImmutableArray<string> GetArrayType(ImmutableArray<string> elementType, ArrayShape shape) => elementType;

        public ImmutableArray<string> GetByReferenceType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetModifiedType(
            ImmutableArray<string> modifier, ImmutableArray<string> unmodifiedType, bool isRequired) => unmodifiedType;

        public ImmutableArray<string> GetPinnedType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetPointerType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetSZArrayType(ImmutableArray<string> elementType) => elementType;

        public ImmutableArray<string> GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => [];

        public ImmutableArray<string> GetPrimitiveType(PrimitiveTypeCode typeCode) => [];

        public ImmutableArray<string> GetGenericMethodParameter(object? genericContext, int index) => [];

        public ImmutableArray<string> GetGenericTypeParameter(object? genericContext, int index) => [];
    }
}
