// Shows the routes of the service with Swagger UI.

const place = document.getElementById("routes");

SwaggerUIBundle({ url: place.dataset.openapi, domNode: place, deepLinking: true });
