using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;

namespace TapModule.Cmdlets;

/// <summary>What writes down what happens in this session: a transcript, module logging.</summary>
internal static class SessionRecording
{
    /// <summary>Their names, for a sentence; null if there are none that can be seen.</summary>
    public static string? Active(PSCmdlet cmdlet, PSHost? host)
    {
        var isTranscribing = IsTranscribing(host);
        var modules = LoggingModules(cmdlet);
        if (!isTranscribing && modules.Length == 0) return null;
        var logging = modules.Length == 0 ? null : $"module logging ({string.Join(", ", modules.Take(5))}{(modules.Length > 5 ? ", …" : "")})";
        return isTranscribing && logging is not null ? $"a transcript and {logging}" : logging ?? "a transcript";
    }

    /// <summary>PowerShell tells nobody in public; without its internal property we cannot know, and say nothing.</summary>
    private static bool IsTranscribing(PSHost? host)
    {
        var property = typeof(PSHostUserInterface).GetProperty("IsTranscribing", BindingFlags.Instance | BindingFlags.NonPublic);
        if (host?.UI is null || property is null) return false;
        try
        {
            return property.GetValue(host.UI) is true;
        }
        catch (TargetInvocationException)
        {
            return false;
        }
    }

    private static string[] LoggingModules(PSCmdlet cmdlet)
    {
        var modules = cmdlet.InvokeCommand.InvokeScript("Microsoft.PowerShell.Core\\Get-Module").Select(m => m.BaseObject).OfType<PSModuleInfo>().ToList();
        if (cmdlet.MyInvocation.MyCommand.Module is { } own) modules.Add(own);
        return [.. modules.Where(m => m.LogPipelineExecutionDetails).Select(m => m.Name).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
