# Fetched by the Functions host when it starts.
@{
    TapModule = '0.*'
}
