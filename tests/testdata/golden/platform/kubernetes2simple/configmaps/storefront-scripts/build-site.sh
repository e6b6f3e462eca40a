#!/bin/sh
# build-site.sh <templates> <site>: fills in the templates' @NAME@s.
set -eu
templates=$1
site=$2

# Text for HTML, then for the right side of sed's s command.
escape() {
  printf '%s' "$1" |
    sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/"/\&quot;/g' |
    sed -e 's/[\/&]/\\&/g'
}

mkdir -p "$site/assets"
sed -e "s/@SHOP_NAME@/$(escape "$SHOP_NAME")/g" \
  -e "s/@SHOP_SLOGAN@/$(escape "$SHOP_SLOGAN")/g" \
  -e "s/@CURRENCY@/$(escape "$CURRENCY")/g" \
  "$templates/index.html" >"$site/index.html"
cp "$templates"/assets/* "$site/assets/"
echo "site built: $(find "$site" -type f | wc -l) files"
