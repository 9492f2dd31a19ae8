namespace TapModule.Core.Tests.SignIn;

/// <summary>Sets variables of the environment and puts them back. They belong to the process: such tests run alone.</summary>
internal sealed class EnvironmentScope : IDisposable
{
    public const string Collection = "Environment";

    private readonly Dictionary<string, string?> _before = [];

    public EnvironmentScope Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
        return this;
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before) Environment.SetEnvironmentVariable(name, value);
    }

    [CollectionDefinition(Collection, DisableParallelization = true)]
    public sealed class Alone;
}
