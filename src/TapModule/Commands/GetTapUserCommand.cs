using System.Management.Automation;
using TapModule.Cmdlets;
using TapModule.Core.Bulk;
using TapModule.Core.Connections;
using TapModule.Core.Graph;
using TapModule.Core.Runs;
using TapModule.Core.Users;

namespace TapModule.Commands;

/// <summary>Finds users by id, group or filter, page by page, to be piped into the other commands.</summary>
[Cmdlet(VerbsCommon.Get, "TapUser", DefaultParameterSetName = "User")]
[OutputType(typeof(TapUser))]
public sealed class GetTapUserCommand : RunCmdlet
{
    /// <summary>The object id of a group whose members are wanted, those of nested groups included.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "GroupId")]
    [ValidateNotNullOrEmpty]
    public string? GroupId { get; set; }

    /// <summary>The name of a group whose members are wanted, those of nested groups included. If several groups have it, none is chosen.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Group")]
    [ValidateNotNullOrEmpty]
    public string? Group { get; set; }

    /// <summary>An OData filter such as <c>department eq 'Sales'</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Filter")]
    [ValidateNotNullOrEmpty]
    public string? Filter { get; set; }

    /// <summary>All users of the tenant.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "All")]
    public SwitchParameter All { get; set; }

    /// <summary>No more than this many.</summary>
    [Parameter(ParameterSetName = "GroupId")]
    [Parameter(ParameterSetName = "Group")]
    [Parameter(ParameterSetName = "Filter")]
    [Parameter(ParameterSetName = "All")]
    [ValidateRange(1, int.MaxValue)]
    public int? First { get; set; }

    private protected override string Activity => "Reading users";

    private protected override string? RequiredPermission => GroupId is not null || Group is not null ? "Get-TapUser -GroupId" : base.RequiredPermission;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == "User")
        {
            foreach (var row in Rows()) Add(new GetUserOperation(row.User!, RowNumber));
            return;
        }

        var listing = new UserListing(Connected.Graph);
        var left = First ?? int.MaxValue;
        for (var request = OrTerminate(() => FirstPage(listing)); request is not null && left > 0;)
        {
            var wanted = request;
            var page = Await(token => listing.ReadAsync(wanted, Log, token));
            foreach (var user in page.Users.Take(left)) WriteObject(ToOutput(user));
            left -= page.Users.Count;
            request = page.Next;
        }
    }

    /// <summary>No role of the authentication administrators helps to read users, so a refusal is never explained as one.</summary>
    private protected override RunDriver Begin(BulkOptions options) =>
        new(Connected.Graph, Lane.Directory, options, explain: null, record: null, Log);

    private protected override void Write(RowOutcome outcome) => WriteObject(ToOutput((UserRecord)outcome.Result!));

    private GraphRequest FirstPage(UserListing listing) => ParameterSetName switch
    {
        "Filter" => UserListing.Where(Filter!, First),
        "All" => UserListing.All(First),
        _ => UserListing.MembersOf(GroupId ?? Await(token => listing.GroupIdAsync(Group!, Log, token)), First),
    };

    private static TapUser ToOutput(UserRecord user) => new()
    {
        Id = user.Id,
        UserPrincipalName = user.UserPrincipalName,
        DisplayName = user.DisplayName,
        Mail = user.Mail,
        AccountEnabled = user.AccountEnabled,
        UserType = user.UserType,
    };
}
