using System.Text.Json;
using TapModule.Authority.Server;

// Plain http on loopback, for tests in other processes. It ends with its standard input, which is when its parent does.
await using var server = await AuthorityServer.StartAsync(https: false);
var address = server.Address.GetLeftPart(UriPartial.Authority);
Console.WriteLine(JsonSerializer.Serialize(new { authority = address, control = address + "/_authority", tenantId = server.State.TenantId }));
using var input = Console.OpenStandardInput();
await input.CopyToAsync(Stream.Null);
